# What pushing an image costs: `sinter release --publish`, less what `sinter release` alone costs,
# and `skopeo copy`, by turns, to an empty docker-registry of their own. CPU time of all processes.
#
# Usage: python3 bench/release/push.py [TOOL] [RUNS]   (wants zig, skopeo, docker-registry and git)
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

tool = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".sinter/tool/sinter")
runs = int(sys.argv[2]) if len(sys.argv) > 2 else 10
folder = tempfile.mkdtemp(prefix="sinter-push-")
project = os.path.join(folder, "project")
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def cpu_seconds(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def empty():
    shutil.rmtree(os.path.join(folder, "data"), ignore_errors=True)
    shutil.rmtree(os.path.join(project, ".sinter/release"), ignore_errors=True)


write(os.path.join(folder, "registry.yml"), f"""version: 0.1
log: {{ level: error, accesslog: {{ disabled: true }} }}
storage: {{ filesystem: {{ rootdirectory: {folder}/data }} }}
http: {{ addr: "127.0.0.1:{port}" }}
""")
write(os.path.join(project, "src/main.c"), '#include <stdio.h>\nint main(void) { return puts("hello") < 0; }\n')
write(os.path.join(project, ".gitignore"), ".sinter/\ndist/\n")
write(os.path.join(project, "sinter.toml"), f"""[project]
name = "hello"
version = "1.0.0"
[binary.hello]
sources = ["src/*.c"]
targets = ["x86_64-linux-musl", "aarch64-linux-musl"]
[release.image]
binary = "hello"
to = "http://127.0.0.1:{port}/acme/hello"
""")
git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com"]
for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "feat: begin"]):
    subprocess.run(git + words, cwd=project, check=True)
registry = subprocess.Popen(["docker-registry", "serve", "registry.yml"], cwd=folder, stderr=subprocess.DEVNULL)
try:
    cpu_seconds(tool, "release")
    while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
        time.sleep(0.05)
    published, made, copied = [], [], []
    for _ in range(runs):
        empty()
        published.append(cpu_seconds(tool, "release", "--publish"))
        made.append(cpu_seconds(tool, "release"))
        empty()
        copied.append(cpu_seconds("skopeo", "copy", "--all", "--dest-tls-verify=false", "oci:dist/release/1.0.0/image",
                                  f"docker://127.0.0.1:{port}/acme/hello:1.0.0"))
    ours = statistics.median(published) - statistics.median(made)
    theirs = statistics.median(copied)
    print(f"sinter release           {statistics.median(made) * 1000:5.0f} ms")
    print(f"sinter release --publish {statistics.median(published) * 1000:5.0f} ms, the push {ours * 1000:.0f} ms")
    print(f"skopeo copy              {theirs * 1000:5.0f} ms, ratio {ours / theirs:.2f}")
finally:
    registry.kill()
    shutil.rmtree(folder, ignore_errors=True)
