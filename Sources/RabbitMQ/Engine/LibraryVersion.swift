internal import CRabbitMQ

/// The version of librabbitmq that this program runs with, as in `0.11.0`.
package var libraryVersion: String { String(cString: amqp_version()) }
