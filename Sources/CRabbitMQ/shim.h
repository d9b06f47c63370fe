// What Swift cannot call in librabbitmq 0.11: the variadic login, method ids that are casted macros,
// unions inside frames, and eventfd, which the Glibc module leaves out. Nothing here keeps state or decides anything.
#ifndef CHOREOGRAPHY_CRABBITMQ_SHIM_H
#define CHOREOGRAPHY_CRABBITMQ_SHIM_H

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <sys/eventfd.h>
#include <sys/time.h>

// amqp_login_with_properties is variadic: the two strings belong to the PLAIN mechanism.
static inline amqp_rpc_reply_t choreography_login_plain(
    amqp_connection_state_t state, const char *vhost, int channel_max, int frame_max, int heartbeat,
    const amqp_table_t *properties, const char *username, const char *password) {
    return amqp_login_with_properties(
        state, vhost, channel_max, frame_max, heartbeat, properties, AMQP_SASL_METHOD_PLAIN, username,
        password);
}

// The flags of eventfd are members of an anonymous enum.
static inline int choreography_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// A frame's payload is a union.
static inline amqp_method_t choreography_frame_method(const amqp_frame_t *frame) {
    return frame->payload.method;
}
static inline uint64_t choreography_frame_body_size(const amqp_frame_t *frame) {
    return frame->payload.properties.body_size;
}
static inline amqp_bytes_t choreography_frame_properties(const amqp_frame_t *frame) {
    return frame->payload.properties.raw;
}
static inline amqp_bytes_t choreography_frame_body(const amqp_frame_t *frame) {
    return frame->payload.body_fragment;
}

#endif
