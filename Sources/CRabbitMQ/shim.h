// What Swift cannot call in librabbitmq 0.11: the variadic login, method ids that are casted macros,
// unions inside frames, OpenSSL's callbacks, and eventfd, which the Glibc module leaves out. Nothing here keeps
// state or decides anything.
#ifndef CHOREOGRAPHY_CRABBITMQ_SHIM_H
#define CHOREOGRAPHY_CRABBITMQ_SHIM_H

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
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

// librabbitmq checks the peer only after the handshake and does not say what is wrong with its certificate.
// This makes OpenSSL refuse it in the handshake, and leaves the reason in the thread's error queue, under
// ERR_LIB_USER with the number of the X509_V_ERR_... constant.
static inline int choreography_tls_verified(int preverified, X509_STORE_CTX *context) {
    if (!preverified) {
        int error = X509_STORE_CTX_get_error(context);
        ERR_raise_data(ERR_LIB_USER, error, "%s", X509_verify_cert_error_string(error));
    }
    return preverified;
}
static inline void choreography_tls_verify_in_handshake(amqp_socket_t *socket) {
    SSL_CTX_set_verify(amqp_ssl_socket_get_context(socket), SSL_VERIFY_PEER, choreography_tls_verified);
}

// Takes the oldest entry of the thread's error queue; 0 when there is none. `verification` is the number of an
// entry made above, `reason` that of any other of OpenSSL's; what is not meant is 0.
static inline int choreography_tls_next_error(int *verification, int *reason, const char **text) {
    const char *data = NULL;
    int flags = 0;
    unsigned long error = ERR_get_error_all(NULL, NULL, NULL, &data, &flags);
    if (error == 0) return 0;
    int verifies = ERR_GET_LIB(error) == ERR_LIB_USER;
    *verification = verifies ? ERR_GET_REASON(error) : 0;
    *reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
    *text = verifies && (flags & ERR_TXT_STRING) ? data : ERR_reason_error_string(error);
    if (*text == NULL && ERR_SYSTEM_ERROR(error)) *text = strerror(ERR_GET_REASON(error));
    return 1;
}

#endif
