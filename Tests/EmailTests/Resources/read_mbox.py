"""Prints how Python's mailbox package reads the mbox file that is named."""

import email, email.policy, json, mailbox, sys

result = []
box = mailbox.mbox(sys.argv[1], create=False)
for key in box.keys():
    whole = box.get_bytes(key, from_=True)
    message = email.message_from_bytes(box.get_bytes(key), policy=email.policy.default)
    result.append({
        "from": whole.split(b"\n")[0].decode(), "messageID": message["Message-ID"],
        "subject": str(message["Subject"]), "text": message.get_content(),
        "length": int(message["Content-Length"]), "bodyLength": len(box.get_bytes(key).split(b"\n\n", 1)[1]),
        "defects": [repr(d) for d in message.defects]})
print(json.dumps(result))
