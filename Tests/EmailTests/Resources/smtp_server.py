"""A real SMTP server (aiosmtpd) for one test. Takes a JSON object on the command line:

folder: where to store each mail as N.eml, and N.json as Python's own email package reads it back
tls: "none", "starttls" (offered and required) or "implicit", with certificate and key
login: [user, password] when a login is required
greeting: what to say to whoever connects, instead of 220;  sender: the reply to MAIL FROM, instead of 250
recipient: the reply to RCPT TO, instead of 250;  content: the reply after the mail's content
hang: the command to never answer, "EHLO" or "DATA"

Prints the port as its first line. Ends when its standard input does, so that it cannot outlive the test.
"""

import asyncio, email, email.policy, json, os, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

options = json.loads(sys.argv[1])


def read_back(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    person = lambda field: {"name": message[field].addresses[0].display_name,
                            "address": message[field].addresses[0].addr_spec}
    defects = [repr(d) for d in message.defects]
    for _, value in message.items():
        defects += [repr(d) for d in getattr(value, "defects", [])]
    return {
        "messageID": message["Message-ID"], "subject": str(message["Subject"]), "from": person("From"),
        "to": person("To"), "date": message["Date"].datetime.timestamp(), "text": message.get_content().replace("\r\n", "\n"),
        "headers": [[name, str(value)] for name, value in message.items()],
        "contentType": message.get_content_type(), "charset": message.get_content_charset(),
        "defects": defects, "longestLine": max(len(line) for line in content.split(b"\r\n")),
        "isASCII": content.isascii(), "bareLineEnds": content.replace(b"\r\n", b"").count(b"\n"),
    }


class Handler:
    count = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        if options.get("hang") == "EHLO":
            await asyncio.sleep(3600)
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if "sender" in options:
            return options["sender"]
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if "recipient" in options:
            return options["recipient"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if options.get("hang") == "DATA":
            await asyncio.sleep(3600)
        if "content" in options:
            return options["content"]
        Handler.count += 1
        stem = os.path.join(options["folder"], str(Handler.count))
        with open(stem + ".eml", "wb") as file:
            file.write(envelope.original_content)
        received = read_back(envelope.original_content)
        received |= {"envelopeFrom": envelope.mail_from, "envelopeTo": envelope.rcpt_tos,
                     "helo": session.host_name, "tls": server.transport.get_extra_info("ssl_object") is not None,
                     "login": bool(session.authenticated)}
        with open(stem + ".json", "w") as file:
            json.dump(received, file)
        return "250 OK"


class Unwelcoming(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        transport.write(options["greeting"].encode() + b"\r\n")

    def data_received(self, data):
        self.transport.write(b"503 5.5.1 not welcome\r\n")


def authenticate(server, session, envelope, mechanism, data):
    given = [data.login.decode(), data.password.decode()] if hasattr(data, "login") else None
    # "handled" would mean that the reply was already sent.
    return AuthResult(success=given == options["login"], handled=False)


async def main():
    context = None
    if options["tls"] != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options["certificate"], options["key"])
    starttls = options["tls"] == "starttls"

    def session():
        if "greeting" in options:
            return Unwelcoming()
        return SMTP(
            Handler(), hostname="localhost", tls_context=context if starttls else None,
            require_starttls=starttls, auth_required="login" in options, auth_require_tls=starttls,
            authenticator=authenticate if "login" in options else None)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        session, "127.0.0.1", 0, ssl=context if options["tls"] == "implicit" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())
