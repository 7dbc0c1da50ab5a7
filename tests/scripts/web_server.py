# A web page with a relay and an LED: the first thing that people build.
import network, machine
import socket

relay = machine.Pin(5, machine.Pin.OUT)
led = machine.Pin(2, machine.Pin.OUT)
pins = [machine.Pin(i, machine.Pin.IN) for i in (0, 4, 12, 13, 14, 15)]

station = network.WLAN(network.STA_IF)
station.active(True)
station.connect("SSID", "PASSWORD")

while station.isconnected() == False:
    pass

print('Connection successful')
print(station.ifconfig())

html = """<!DOCTYPE html>
<html>
<head>
<title>ESP Web Server</title>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style>
html { font-family: Helvetica, Arial, sans-serif; background: #eef2f5; color: #22303c; }
body { max-width: 640px; margin: 0 auto; padding: 24px; }
h1 { color: #0f3376; font-size: 2em; margin: 0 0 4px 0; }
h2 { font-size: 1.1em; margin: 28px 0 8px 0; color: #56697a; }
p { line-height: 1.5; margin: 0 0 8px 0; }
.card { background: #ffffff; border-radius: 10px; padding: 18px 22px; margin: 16px 0;
        box-shadow: 0 1px 4px rgba(20, 40, 60, 0.18); }
.state { float: right; font-weight: bold; color: #0f3376; }
.button { display: inline-block; min-width: 84px; padding: 10px 18px; margin: 10px 8px 0 0;
          border-radius: 6px; background: #2f80d0; color: #ffffff; text-align: center;
          text-decoration: none; font-size: 1em; }
.button:hover { background: #2368ac; }
.off { background: #6c7a86; }
.off:hover { background: #515c66; }
table { border-collapse: collapse; width: 100%%; background: #ffffff; }
th, td { border: 1px solid #cfd8e0; padding: 8px 12px; text-align: left; }
th { background: #dfe8ef; }
footer { margin-top: 28px; color: #7b8a97; font-size: 0.85em; }
</style>
</head>
<body>
<h1>ESP Web Server</h1>
<p>Everything on this page comes from a board that runs MicroPython.</p>
<div class="card">
<strong>Relay</strong> on GPIO 5 <span class="state">%s</span><br>
<a class="button" href="/?relay=on">ON</a><a class="button off" href="/?relay=off">OFF</a>
</div>
<div class="card">
<strong>LED</strong> on GPIO 2 <span class="state">%s</span><br>
<a class="button" href="/?led=on">ON</a><a class="button off" href="/?led=off">OFF</a>
</div>
<h2>Inputs</h2>
<table>
<tr><th>Pin</th><th>Value</th></tr>
%s
</table>
<h2>How it works</h2>
<p>The board waits for a browser in <code>accept()</code>. It reads the lines of the request one by
one with <code>readline()</code> until an empty line says that the browser has finished. The first
line names the page: when it holds <code>relay=on</code> or <code>led=off</code>, the script sets the
pin before it answers.</p>
<p>The answer is one header line, an empty line and this page, written with two calls of
<code>send()</code>. Then the script closes the connection, and the browser knows that the page is
complete.</p>
<p>One browser is served at a time; others wait in the queue of <code>listen()</code>.</p>
<h2>What to try next</h2>
<ul>
<li>Connect a real relay to GPIO 5. Most relay boards switch on when the pin is low: exchange
<code>value(1)</code> and <code>value(0)</code> in the script then.</li>
<li>Read a temperature sensor in <code>web_page()</code> and add a row to the table for it.</li>
<li>Let the page ask for itself again: add
<code>&lt;meta http-equiv="refresh" content="5"&gt;</code> to the head.</li>
<li>Answer to <code>/data.json</code> with the values alone, and draw them with a few lines of
JavaScript.</li>
<li>Save the script as <code>main.py</code>: the board starts it by itself when it gets power.</li>
</ul>
<h2>When it does not work</h2>
<table>
<tr><th>What you see</th><th>What helps</th></tr>
<tr><td>The script waits for the network for ever</td>
<td>Check the name and the password; a board hears 2.4 GHz networks only.</td></tr>
<tr><td>The browser waits for ever</td>
<td>Use the address that the script has printed, from a computer in the same network.</td></tr>
<tr><td>EADDRINUSE when the script starts again</td>
<td>Reset the board, or set SO_REUSEADDR before <code>bind()</code>.</td></tr>
<tr><td>The page is cut off</td>
<td>Read the whole request before you answer it.</td></tr>
</table>
<footer>Served by the socket module of MicroPython. This is the last line of the page.</footer>
</body>
</html>
"""


def state(pin):
    return 'ON' if pin.value() else 'OFF'


def web_page():
    rows = ['<tr><td>%s</td><td>%d</td></tr>' % (str(p), p.value()) for p in pins]
    return html % (state(relay), state(led), '\n'.join(rows))


addr = socket.getaddrinfo('0.0.0.0', 80)[0][-1]
s = socket.socket()
s.bind(addr)
s.listen(1)
print('listening on', addr)

while True:
    cl, addr = s.accept()
    print('client connected from', addr)
    try:
        cl_file = cl.makefile('rwb', 0)
        request = cl_file.readline()
        while True:
            line = cl_file.readline()
            if not line or line == b'\r\n':
                break
        if b'/?relay=on' in request:
            relay.value(1)
        if b'/?relay=off' in request:
            relay.value(0)
        if b'/?led=on' in request:
            led.value(1)
        if b'/?led=off' in request:
            led.value(0)
        cl.send('HTTP/1.0 200 OK\r\nContent-type: text/html\r\n\r\n')
        cl.send(web_page())
    except OSError as e:
        print('connection lost:', e)
    cl.close()
