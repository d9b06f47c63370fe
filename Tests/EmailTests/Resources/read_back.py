"""Reads a list of base64 mails as JSON from standard input and prints how Python's email package reads each."""

import base64, email, email.header, email.policy, email.utils, json, sys

result = []
for encoded in json.load(sys.stdin):
    message = email.message_from_bytes(base64.b64decode(encoded), policy=email.policy.default)
    # Python's own display_name puts a space between two encoded words (a bug); its older functions do not.
    older = email.message_from_bytes(base64.b64decode(encoded))
    name, address = email.utils.parseaddr(older["To"])
    name = str(email.header.make_header(email.header.decode_header(name)))
    defects = list(message.defects) + [d for _, v in message.items() for d in getattr(v, "defects", [])]
    result.append({
        "subject": str(message["Subject"]), "name": name, "address": address,
        "text": message.get_content().replace("\r\n", "\n"), "extra": str(message["X-Note"]), "date": message["Date"].datetime.timestamp(),
        "names": message.keys(), "defects": [repr(d) for d in defects]})
print(json.dumps(result))
