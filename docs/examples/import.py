"""Imports a file into a table, waits for the end, and fails where rows were rejected. Python 3, standard library only.

    SHEETPORT_URL=http://127.0.0.1:4000 SHEETPORT_KEY=sp_… python3 import.py orders.csv "Orders by Python"
"""
import json
import os
import sys
import time
import urllib.request
import uuid

URL, KEY = os.environ["SHEETPORT_URL"], os.environ["SHEETPORT_KEY"]


def call(method, path, body=None, data=None, headers=None):
    """One call; out: the JSON of its answer. Raises urllib.error.HTTPError for what is refused."""
    headers = {"Authorization": f"Bearer {KEY}", **(headers or {})}
    if body is not None:
        data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
    with urllib.request.urlopen(urllib.request.Request(URL + path, data, headers, method=method)) as answer:
        return json.load(answer)


def upload(path):
    """Send a file as multipart/form-data; out: its id."""
    boundary, name = uuid.uuid4().hex, os.path.basename(path)
    with open(path, "rb") as source:
        content = source.read()
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    data = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return call("POST", "/api/files", data=data, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})["id"]


def wait_until(path, is_over):
    """Ask again and again until an answer is the last one."""
    while not is_over(answer := call("GET", path)):
        time.sleep(0.2)
    return answer


file_id = upload(sys.argv[1])
wait_until(f"/api/files/{file_id}", lambda file: file["state"] in ("ready", "unreadable"))
started = call(
    "POST",
    "/api/imports",
    {"fileId": file_id, "table": {"create": {"name": sys.argv[2]}}},
    headers={"Idempotency-Key": file_id},
)
job = wait_until(f"/api/jobs/{started['id']}", lambda job: job["state"] in ("succeeded", "failed", "cancelled"))
if job["state"] != "succeeded":
    sys.exit(f"{job['state']}: {job['error']}")
print(f"inserted {job['counts']['inserted']}, rejected {job['counts']['rejected']}")
sys.exit(0 if job["counts"]["rejected"] == 0 else 1)
