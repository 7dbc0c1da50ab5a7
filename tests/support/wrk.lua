-- One line that a program can read, at the end of wrk's report.
done = function(summary, latency, requests)
   local errors = summary.errors
   print(string.format("summary requests=%d bytes=%d connect=%d read=%d write=%d status=%d timeout=%d",
      summary.requests, summary.bytes, errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
