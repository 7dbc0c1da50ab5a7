# A sensor with umqtt.simple: it publishes, and is told what to do.
import time
from umqtt.simple import MQTTClient

received = []


def on_message(topic, message):
    print("got", topic, message)
    received.append(message)


c = MQTTClient("sensor", "broker.test", keepalive=30)
c.set_callback(on_message)
c.set_last_will("sensor/state", "lost", retain=True)
print("connected", c.connect())
c.subscribe("sensor/command")
c.subscribe("sensor/large", qos=1)
print("subscribed")

c.publish("sensor/temperature", "21.5", retain=True)
c.publish("sensor/state", b"running", qos=1)
c.publish("sensor/large", b"0123456789" * 500, qos=1)

c.wait_msg()
while not received:
    c.wait_msg()
assert received[0] == b"0123456789" * 500

c.ping()
while b"stop" not in received:
    c.check_msg()
    time.sleep_ms(20)
c.disconnect()
print("done")
