/// What is run, and with which environment.
extension PrivateBrokerFolder {
    /// RabbitMQ's variables (https://www.rabbitmq.com/configure.html). Nothing of ours is inherited.
    var environment: [String: String] {
        let plain = [
            // A port of its own for plain AMQP; without it the listeners are those of the configuration.
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1", "RABBITMQ_NODE_PORT": "\(ports.amqp)",
        ]
        return [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": path,
            "LANG": "C.UTF-8",
            // The same at every start, since the data folder is named after it; it need be unique only within its
            // epmd, which is its own.
            "RABBITMQ_NODENAME": "choreography@localhost",
            "RABBITMQ_DIST_PORT": "\(ports.distribution)",
            "RABBITMQ_MNESIA_BASE": path + "/data",
            "RABBITMQ_LOG_BASE": path + "/log",
            "RABBITMQ_LOGS": path + "/log/broker.log",
            "RABBITMQ_PID_FILE": path + "/node.pid",
            "RABBITMQ_ENABLED_PLUGINS_FILE": path + "/enabled_plugins",
            "RABBITMQ_CONFIG_FILE": path + "/rabbitmq.conf",
            "RABBITMQ_CONF_ENV_FILE": path + "/rabbitmq-env.conf",
            // Makes the start script replace itself by the Erlang VM: its process is then our child.
            "RUNNING_UNDER_SYSTEMD": "true",
            // Two schedulers that do not spin while they have nothing to do.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS":
                "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": "\(ports.epmd)",
        ].merging(hasPlainListener ? plain : [:]) { $1 }
    }

    var nodeCommand: [String] { [Self.binaries + "/rabbitmq-server"] }

    /// In the foreground, so that it is a child that can be ended; the node would start a daemon.
    var epmdCommand: [String] { ["epmd", "-address", "127.0.0.1", "-port", "\(ports.epmd)"] }

    /// Reads from us until we say so or die; in the latter case it ends the others.
    var watcherCommand: [String] {
        let script = """
            read -r word && exit 0
            end() {
                pid=$(cat "$1" 2>/dev/null) || return 0
                kill -CONT "$pid"; kill -TERM "$pid"; tries=0
                while kill -0 "$pid" 2>/dev/null; do
                    tries=$((tries + 1)); [ "$tries" -gt 150 ] && kill -KILL "$pid"; sleep 0.1
                done
                rm -f "$1"
            }
            end broker.pid
            end epmd.pid
            """
        return ["sh", "-c", script]
    }
}
