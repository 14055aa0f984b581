"""jinja2 writes text and HTML, email builds the mail: render.py LETTER COUNT

Prints letters for a second of the processor. The HTML is a template of its own, as people have it."""
import sys
import time
from email.message import EmailMessage

import jinja2

letter = open(sys.argv[1], encoding="utf-8").read()
count = int(sys.argv[2])
text = jinja2.Environment().from_string(letter)
html = jinja2.Environment(autoescape=True).from_string(
    "<html><body>" + "".join(f"<p>{paragraph}</p>\n" for paragraph in letter.split("\n\n")) + "</body></html>")


def write(i):
    customer = {"id": f"C{i}", "first_name": "José", "last_name": f"Maria {i}", "company": "Flowers & Co",
                "city": f"Town {i % 100}", "street": f"Main Street {i}", "phone": f"+49 {i}"}
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "care@shop.example", "maria@customer.example", "Thank you, José"
    mail.set_content(text.render(customer))
    mail.add_alternative(html.render(customer), subtype="html")
    return mail.as_bytes()


began = time.process_time()
for n in range(count):
    write(n)
print(f"{count / (time.process_time() - began):.1f}")
