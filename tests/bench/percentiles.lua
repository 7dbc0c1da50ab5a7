-- One line that servers.py can read, at the end of wrk's report.
done = function(summary, latency, requests)
   print(string.format("found requests=%d us=%d p50=%d p99=%d",
      summary.requests, summary.duration, latency:percentile(50), latency:percentile(99)))
end
