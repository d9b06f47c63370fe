import CCurl

extension MailError {
    static let cancelledSend = MailError(
        code: .cancelled, message: "sending the mail was cancelled; it is safe to send it again",
        isTransient: true)

    /// What a failed attempt means, in the order of how much it tells: the server's refusal, then libcurl's code.
    static func curl(_ code: CURLcode, _ dialogue: SMTPDialogue, _ endpoint: SMTPEndpoint) -> MailError {
        if code == CURLE_ABORTED_BY_CALLBACK { return .cancelledSend }
        if let reply = dialogue.refusal, code != CURLE_OPERATION_TIMEDOUT {
            return refused(reply, dialogue, endpoint)
        }
        let reason = String(cString: curl_easy_strerror(code))
        let what = "\(reason) (mail server \(endpoint.server), at \(dialogue.stage))"
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            return MailError(
                code: .timeout,
                message: "\(what), after \(endpoint.timeoutMilliseconds) ms; is it up, is the port right?",
                isTransient: true)
        case CURLE_USE_SSL_FAILED, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            return .invalid(.tls, "\(what); check the server's certificate and the CA file given to us")
        case CURLE_SSL_CONNECT_ERROR:
            return MailError(
                code: .tls, message: "\(what); does the port speak TLS from the first byte?",
                isTransient: true)
        case CURLE_LOGIN_DENIED:
            return .invalid(.authentication, "\(what); check the user name and the password")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN,
            CURLE_BAD_FUNCTION_ARGUMENT:
            return .invalid(
                .configuration, "\(what); check the mail server's settings and the libcurl in use")
        default:
            return MailError(
                code: .connection, message: "\(what); is it up, is the address right?", isTransient: true)
        }
    }

    private static func refused(
        _ reply: Int, _ dialogue: SMTPDialogue, _ endpoint: SMTPEndpoint
    ) -> MailError {
        let status = dialogue.status.map { " " + $0 } ?? ""
        let (code, what): (Code, String) =
            switch dialogue.stage {
            case "RCPT": (.rejectedRecipient, "the recipient's address")
            case "MAIL": (.rejected, "the sender's address")
            case "AUTH": (.authentication, "the user name and password")
            case "STARTTLS": (.tls, "TLS")
            case "DATA": (.rejected, "the mail's content")
            default: (.rejected, "to talk to us")
            }
        let isTransient = reply < 500
        return MailError(
            code: code,
            message: "the mail server \(endpoint.server) refused \(what) with \(reply)\(status)"
                + (isTransient ? "; try again later" : "; its log says why"),
            isTransient: isTransient, replyCode: reply)
    }
}
