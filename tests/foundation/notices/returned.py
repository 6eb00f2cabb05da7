"""Mails as mail servers send them back, written for the tests in the shape of each server's own."""

ID = "<176428.5520.8143357011@sasae.invalid>"

POSTFIX = """\
Return-Path: <>
Date: Fri, 20 Nov 2026 10:05:11 +0900 (JST)
From: MAILER-DAEMON@mx.aoba.example.jp (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: kenshu@aoba.example.jp
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4B7C.1763600711/mx"

This is a MIME-encapsulated message.

--4B7C.1763600711/mx
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

<hanako@example.jp>: host mail.example.jp[192.0.2.7] said: 550 5.1.1 unknown user

--4B7C.1763600711/mx
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.aoba.example.jp
X-Postfix-Queue-ID: 4B7C
Arrival-Date: Fri, 20 Nov 2026 10:05:09 +0900 (JST)

Final-Recipient: rfc822; hanako@example.jp
Original-Recipient: rfc822;hanako@example.jp
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.jp
Diagnostic-Code: smtp; 550 5.1.1 unknown user

--4B7C.1763600711/mx
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <kenshu@aoba.example.jp>
Message-ID: {id}
From: kenshu@aoba.example.jp
To: hanako@example.jp
Subject: =?utf-8?b?44GK55+l44KJ44Gb?=

--4B7C.1763600711/mx--
"""

# The whole mail comes back, the answer to a group of two: one got it, one did not.
EXCHANGE = """\
From: <postmaster@example.co.jp>
To: <kenshu@aoba.example.jp>
Date: Fri, 20 Nov 2026 10:06:00 +0900
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="_1f2e_"
Content-Language: ja-JP
In-Reply-To: {id}
Subject: =?utf-8?B?6YWN5L+h5LiN6IO9?=
MIME-Version: 1.0

--_1f2e_
Content-Type: multipart/alternative; differences=Content-Type; boundary="_inner_"

--_inner_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

44Oh44O844Or44KS6YWN5L+h44Gn44GN44G+44Gb44KT44CC

--_inner_--

--_1f2e_
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.example.co.jp
Received-From-MTA: dns;mx.aoba.example.jp

Final-Recipient: rfc822;other@example.co.jp
Action: relayed
Status: 2.0.0

Final-Recipient: rfc822;hanako@example.co.jp
Action: Failed (mailbox disabled)
Status: 5.2.1
X-Display-Name: hanako

--_1f2e_
Content-Type: message/rfc822

Received: from mx.aoba.example.jp by mail.example.co.jp; Fri, 20 Nov 2026 10:05:59 +0900
From: <kenshu@aoba.example.jp>
To: <hanako@example.co.jp>
Message-ID:
 {id}
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"

text
--_1f2e_--
"""

# A carrier that returns nothing of the mail and only answers to it.
CARRIER = """\
From: Mail Administrator <Postmaster@carrier.example.jp>
To: kenshu@aoba.example.jp
References: {id}
Subject: Mail System Error - Returned Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type="delivery-status"; boundary=x

--x
Content-Type: text/plain; charset=iso-2022-jp

unknown
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; carrier.example.jp

Final-Recipient: rfc822; hanako@carrier.example.jp
Action: failed
Status: 5.0.0
--x--
"""

DELAYED = POSTFIX.replace("Action: failed", "Action: delayed").replace("5.1.1", "4.4.1")
DELIVERED = POSTFIX.replace("Action: failed", "Action: delivered").replace("5.1.1", "2.0.0")
GIVEN_UP = POSTFIX.replace("Status: 5.1.1", "Status: 4.4.7")  # tried for days, then no more

ABSENT = """\
From: hanako@example.jp
To: kenshu@aoba.example.jp
Subject: =?utf-8?b?5LiN5Zyo?=
In-Reply-To: {id}
References: {id}
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

Action: failed
{id}
"""

READ = """\
From: hanako@example.jp
To: kenshu@aoba.example.jp
Subject: read
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary=x

--x
Content-Type: text/plain

read
--x
Content-Type: message/disposition-notification

Original-Message-ID: {id}
Disposition: manual-action/MDN-sent-manually; displayed
Action: failed
--x--
"""


def returned(shape: str, message_id: str = ID) -> bytes:
    """Return the mail as it arrives, about the mail with this Message-ID."""
    return shape.replace("{id}", message_id).encode()
