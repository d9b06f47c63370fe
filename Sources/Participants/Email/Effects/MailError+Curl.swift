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
            return .trouble(
                .timeout, "\(what), after \(endpoint.timeoutMilliseconds) ms; is it up, is the port right?")
        case CURLE_USE_SSL_FAILED, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            return .trouble(.tls, "\(what); check the server's certificate and the CA file given to us")
        case CURLE_SSL_CONNECT_ERROR:
            return .trouble(.tls, "\(what); does the port speak TLS from the first byte?")
        case CURLE_LOGIN_DENIED:
            return .trouble(.authentication, "\(what); check the user name and the password")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN,
            CURLE_BAD_FUNCTION_ARGUMENT:
            return .trouble(
                .configuration, "\(what); check the mail server's settings and the libcurl in use")
        default:
            return .trouble(.connection, "\(what); is it up, is the address right?")
        }
    }

    /// Something about the server or our settings, so every mail meets it: none of them may be given up for it.
    private static func trouble(_ code: Code, _ message: String) -> MailError {
        MailError(code: code, message: message, isTransient: true)
    }

    private static func refused(
        _ reply: Int, _ dialogue: SMTPDialogue, _ endpoint: SMTPEndpoint
    ) -> MailError {
        let status = dialogue.status.map { " " + $0 } ?? ""
        let (code, what): (Code, String) =
            switch dialogue.stage {
            case _ where reply == 530: (.rejected, "to serve us without a login or TLS")
            case "RCPT": (.rejectedRecipient, "the recipient's address")
            case "MAIL" where reply == 552: (.rejected, "a mail of this size")
            case "MAIL": (.rejected, "the sender's address")
            case "AUTH": (.authentication, "the user name and password")
            case "STARTTLS": (.tls, "TLS")
            case "DATA": (.rejected, "the mail's content")
            default: (.rejected, "to talk to us")
            }
        let mayPass = reply < 500
        return MailError(
            code: code,
            message: "the mail server \(endpoint.server) refused \(what) with \(reply)\(status)"
                + (mayPass ? "; try again later" : "; its log says why"),
            isTransient: mayPass || !concernsOneMail(reply, at: dialogue.stage), replyCode: reply)
    }

    /// Whether another mail may fare better: what comes before the recipient is about us, except for the size
    /// that MAIL announces (RFC 1870); 530 asks for a login or TLS (RFC 4954, 3207).
    private static func concernsOneMail(_ reply: Int, at stage: String) -> Bool {
        guard reply != 530 else { return false }
        return stage == "RCPT" || stage == "DATA" || stage == "MAIL" && reply == 552
    }
}
