# Picoweb's first example.
import picoweb

app = picoweb.WebApp(None)


@app.route("/")
def index(req, resp):
    yield from picoweb.start_response(resp)
    yield from resp.awrite("I can show you a table of squares:\n")
    for i in range(100):
        yield from resp.awrite("%d %d\n" % (i, i * i))


@app.route("/form")
def form(req, resp):
    yield from req.read_form_data()
    yield from picoweb.jsonify(resp, {"name": req.form["name"]})


print("listening on port 8080")
app.run(host="0.0.0.0", port=8080, debug=-1)
