# The first page of Microdot's documentation, with a form and a stream.
from microdot import Microdot

app = Microdot()


@app.route("/")
async def index(request):
    return "Hello, world!"


@app.get("/users/<int:id>")
async def user(request, id):
    return {"user": id, "agent": request.args.get("from")}


@app.post("/form")
async def form(request):
    return request.form["name"].upper()


@app.post("/size")
async def size(request):
    return str(len(request.body))


@app.get("/stream")
async def stream(request):
    async def lines():
        for i in range(100):
            yield "line %d\n" % i

    return lines()


print("listening on port 5000")
app.run(port=5000)
