# A sensor with umqtt.robust, whose broker goes away and comes back.
from umqtt.robust import MQTTClient


def on_message(topic, message):
    print("got", topic, message)


class Client(MQTTClient):
    DELAY = 0.2
    DEBUG = True


c = Client("robust", "broker.test")
c.set_callback(on_message)
c.connect(clean_session=False)
c.subscribe(b"robust/command", qos=1)
print("subscribed")
c.wait_msg()
c.wait_msg()
c.publish("robust/state", b"still here", retain=True, qos=1)
c.disconnect()
print("done")
