# A sensor that falls asleep without a good-bye.
import time
from umqtt.simple import MQTTClient

c = MQTTClient("sleeper", "broker.test", keepalive=1)
c.set_last_will("sleeper/state", "lost", retain=True)
c.connect()
c.publish("sleeper/state", "awake", retain=True)
print("connected")
time.sleep(60)
