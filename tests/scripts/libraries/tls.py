# urequests and umqtt.simple over TLS.
import ssl

import urequests
from umqtt.simple import MQTTClient

r = urequests.get("https://micropython.org/ks/test.html")
print("status", r.status_code, len(r.content))
r.close()

with open("authority.pem", "rb") as file:
    authority = file.read()

trust = {
    "cert_reqs": ssl.CERT_REQUIRED,
    "cadata": authority,
    "server_hostname": "micropython.org",
}
c = MQTTClient("sensor", "broker.test", ssl=True, ssl_params=trust)
received = []
c.set_callback(lambda topic, message: received.append((topic, message)))
c.connect()
c.subscribe("sensor/command")
c.publish("sensor/command", "measure", qos=1)
while not received:
    c.wait_msg()
print("got", *received[0])
print("nothing more:", c.check_msg())
c.disconnect()
print("done")
