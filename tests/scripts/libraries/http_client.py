# What is done with urequests: a page, a form for a web service, an answer that is an error.
import urequests

r = urequests.get("http://micropython.org/page")
print("status", r.status_code, r.reason.decode())
print("length", len(r.content), r.text.split("\n")[-2])
r.close()

r = urequests.post(
    "http://micropython.org/echo", json={"sensor": "bme280", "values": [21.5, 60]}
)
print("echo", r.json()["values"], r.json()["sensor"])
r.close()

r = urequests.get("http://micropython.org:8081/named-port", headers={"X-Board": "yes"})
print("headers", r.text)
r.close()

r = urequests.get("http://micropython.org/missing")
print("status", r.status_code)
r.close()

for i in range(1, 10):
    r = urequests.put("http://micropython.org/echo", data=b"x" * 1000 * i)
    assert r.content == b"x" * 1000 * i
    r.close()

try:
    urequests.get("http://no-such-name.test/")
except OSError as e:
    print("no such name:", e)
print("done")
