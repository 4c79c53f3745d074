"""OpenStack Swift with its S3 API in one process on loopback, for tests: python3 swift.py DIRECTORY. Prints its port when it answers.

Debian's package python3-swift brings it. The account is "test:tester" with the key "testing". It ends when its standard input does.
"""
import logging
import os
import sys

import eventlet

eventlet.patcher.monkey_patch(all=False, socket=True, select=True, thread=True)
from eventlet import wsgi
from swift.common import utils

home = os.path.abspath(sys.argv[1])
os.makedirs(os.path.join(home, 'node', 'disk'), exist_ok=True)


def write(name, text):
    path = os.path.join(home, name)
    with open(path, 'w') as file:
        file.write(text)
    return path


utils.SWIFT_CONF_FILE = write('swift.conf', '[swift-hash]\nswift_hash_path_suffix = tests\n')
utils.HASH_PATH_SUFFIX = b'tests'

from swift.common.ring import RingBuilder
from swift.common.storage_policy import reload_storage_policies
from swift.common.wsgi import loadapp

sockets = {name: eventlet.listen(('127.0.0.1', 0), backlog=256) for name in ('account', 'container', 'object', 'proxy')}
for name in ('account', 'container', 'object'):
    port = sockets[name].getsockname()[1]
    builder = RingBuilder(1, 1, 0)
    place = {'ip': '127.0.0.1', 'port': port, 'replication_ip': '127.0.0.1', 'replication_port': port}
    builder.add_dev({'region': 1, 'zone': 1, 'device': 'disk', 'weight': 1.0, **place})
    builder.rebalance(seed=1)
    builder.get_ring().save(os.path.join(home, name + '.ring.gz'))
reload_storage_policies()

from swift.account.server import AccountController
from swift.container.server import ContainerController
from swift.obj.server import ObjectController

logging.getLogger('swift').addHandler(logging.StreamHandler(sys.stderr))
settings = {
    'devices': os.path.join(home, 'node'),
    'mount_check': 'false',
    'swift_dir': home,
    'log_address': '/nonexistent',
    'log_level': 'ERROR',
}


class Cache:
    """What memcached would keep."""

    def __init__(self):
        self.kept = {}

    def get(self, key, *_, **__):
        return self.kept.get(key)

    def set(self, key, value, *_, **__):
        self.kept[key] = value

    def delete(self, key, *_, **__):
        self.kept.pop(key, None)

    def incr(self, key, delta=1, *_, **__):
        self.kept[key] = self.kept.get(key, 0) + delta
        return self.kept[key]


cache = Cache()
proxy = loadapp(write('proxy.conf', f'''
[DEFAULT]
swift_dir = {home}
log_address = /nonexistent
log_level = ERROR
[pipeline:main]
pipeline = catch_errors s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
node_timeout = 60
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:slo]
use = egg:swift#slo
'''))


def with_cache(env, start_response):
    env['swift.cache'] = cache
    return proxy(env, start_response)


class Silence:
    def write(self, *_):
        pass

    def flush(self):
        pass


apps = {
    'account': AccountController(settings),
    'container': ContainerController(settings),
    'object': ObjectController(settings),
    'proxy': with_cache,
}
for name, app in apps.items():
    eventlet.spawn(wsgi.server, sockets[name], app, Silence(), log_output=False)
print(sockets['proxy'].getsockname()[1], flush=True)
# The tests are over, or were cut off.
eventlet.tpool.execute(sys.stdin.read)
os._exit(0)
