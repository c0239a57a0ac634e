# The only callback of a playbook that a host runs on itself. Standard output gets text for people; a file gets events as
# lines of JSON. Values of secret parameters are masked in both, and in whatever else this process prints.

from __future__ import annotations

import json
import os
import sys
import time

from ansible.plugins.callback import CallbackBase
from ansible.release import __version__ as ansible_version

DOCUMENTATION = '''
    name: aops_playbook
    type: stdout
    short_description: text for people, and events for aops
    description:
      - Prints what each task did, and writes an event for it.
'''

EVENTS_VARIABLE = 'AOPS_PLAYBOOK_EVENTS'
SECRETS_VARIABLE = 'AOPS_PLAYBOOK_SECRETS'
CHECK_VARIABLE = 'AOPS_PLAYBOOK_CHECK'

MASK = '***'
# A shorter line of a secret would mask much of the text; a host takes no shorter secret.
SECRET_CHARS_MIN = 4
MESSAGE_CHARS_MAX = 2000
NAME_CHARS_MAX = 256
DIFF_CHARS_MAX = 64 * 1024
# A host reads 4 MiB of events: from this on, only of what changed or failed, and of the end.
EVENTS_BYTES_MANY = 2 * 1024 * 1024
EVENTS_BYTES_MAX = 4 * 1024 * 1024 - 64 * 1024

OBJECTS = ('dest', 'path', 'name', 'unit')


def read_secrets():
    """Texts that no output may show: each secret, its lines, and how JSON and Python write it."""
    path = os.environ.get(SECRETS_VARIABLE)
    if not path:
        return []
    with open(path, encoding='utf-8') as file:
        values = json.load(file)
    forms = set()
    for value in values:
        for text in [value] + value.splitlines():
            forms.update((
                text, text.strip(), json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], repr(text)[1:-1]))
    return sorted((form for form in forms if len(form) >= SECRET_CHARS_MIN), key=len, reverse=True)


class Masked:
    """A stream of this process that masks secrets, and counts what was written."""

    def __init__(self, stream, secrets):
        self.stream = stream
        self.secrets = secrets
        self.count = 0

    def write(self, text):
        for secret in self.secrets:
            text = text.replace(secret, MASK)
        data = text.encode('utf-8', 'replace')
        self.stream.flush()
        self.stream.buffer.write(data)
        self.stream.buffer.flush()
        self.count += len(data)
        return len(text)

    def __getattr__(self, name):
        return getattr(self.stream, name)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'aops_playbook'

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._secrets = read_secrets()
        if not isinstance(sys.stdout, Masked):
            sys.stdout = Masked(sys.stdout, self._secrets)
            sys.stderr = Masked(sys.stderr, self._secrets)
        self._is_check = os.environ.get(CHECK_VARIABLE) == '1'
        self._folder = os.getcwd() + os.sep
        self._events = None
        self._events_bytes = 0
        self._began = self._task_began = time.monotonic()
        self._diff_bytes = 0

    # What is written.

    def _say(self, text):
        sys.stdout.write(text + '\n')

    def _mask(self, value):
        if isinstance(value, str):
            for secret in self._secrets:
                value = value.replace(secret, MASK)
        return value

    def _note(self, event, **members):
        path = os.environ.get(EVENTS_VARIABLE)
        if not path or self._events is False:
            return
        record = {'event': event, 'offset': members.pop('offset', sys.stdout.count)}
        for name, value in members.items():
            if value is not None and value != '':
                record[name] = self._mask(value)
        line = json.dumps(record).encode('ascii') + b'\n'
        matters = record.get('status') in ('changed', 'failed', 'unreachable')
        if event != 'recap' and self._events_bytes + len(line) > (EVENTS_BYTES_MAX if matters else EVENTS_BYTES_MANY):
            return
        try:
            if self._events is None:
                self._events = open(path, 'ab', buffering=0)
            self._events.write(line)
            self._events_bytes += len(line)
        except OSError as error:
            # The playbook goes on: what it does matters more than its record.
            self._events = False
            sys.stderr.write('aops: no further events are recorded: %s\n' % error)

    def _path_of(self, task):
        path = task.get_path() or ''
        return path[len(self._folder):] if path.startswith(self._folder) else path

    # What happens.

    def v2_playbook_on_start(self, playbook):
        name = playbook._file_name
        self._note('start', schema=1, ansible=ansible_version, check=self._is_check,
                   playbook=name[len(self._folder):] if name.startswith(self._folder) else name)

    def v2_playbook_on_play_start(self, play):
        offset, name = sys.stdout.count, play.get_name().strip()
        self._say('PLAY %s%s' % (name, ' (check: nothing is changed)' if self._is_check else ''))
        self._note('play', name=name[:NAME_CHARS_MAX], offset=offset)

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._begin('TASK', task)

    def v2_playbook_on_cleanup_task_start(self, task):
        self._begin('TASK', task)

    def v2_playbook_on_handler_task_start(self, task):
        self._begin('HANDLER', task)

    def _begin(self, kind, task):
        offset, name, path = sys.stdout.count, task.get_name().strip(), self._path_of(task)
        self._task_began, self._diff_bytes = time.monotonic(), 0
        self._say('%s %s (%s)' % (kind, name, path))
        self._note('task', name=name[:NAME_CHARS_MAX], path=path, action=task.action, offset=offset)

    def v2_runner_on_ok(self, result):
        self._end('changed' if fields_of(result).get('changed') else 'ok', result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._end('ignored' if ignore_errors else 'rescued' if is_rescued(task_of(result)) else 'failed', result)

    def v2_runner_on_skipped(self, result):
        self._end('skipped', result)

    def v2_runner_on_unreachable(self, result):
        self._end('unreachable', result)

    def _end(self, status, result):
        task, fields, offset = task_of(result), fields_of(result), sys.stdout.count
        message = message_of(status, fields)
        self._say('  %s%s' % (status, ': ' + message if message else ''))
        self._note(
            'result', status=status, task=task.get_name().strip()[:NAME_CHARS_MAX], path=self._path_of(task),
            seconds=round(time.monotonic() - self._task_began, 3), message=message, object=object_of(result),
            diffBytes=self._diff_bytes, offset=offset)

    def v2_runner_item_on_ok(self, result):
        fields = fields_of(result)
        self._item('changed' if fields.get('changed') else 'ok', fields)

    def v2_runner_item_on_failed(self, result):
        fields = fields_of(result)
        self._item('failed', fields, message_of('failed', fields))

    def v2_runner_item_on_skipped(self, result):
        self._item('skipped', fields_of(result))

    def _item(self, status, fields, message=''):
        label = self._get_item_label(fields)
        self._say('  item %s: %s%s' % (str(label)[:NAME_CHARS_MAX], status, ': ' + message if message else ''))

    def v2_runner_retry(self, result):
        fields = fields_of(result)
        left = fields.get('retries', 0) - fields.get('attempts', 0)
        self._say('  not yet; %s more times: %s' % (left, message_of('failed', fields)))

    def v2_on_file_diff(self, result):
        fields = fields_of(result)
        several = fields.get('results') if task_of(result).loop else None
        for one in several or [fields]:
            if not isinstance(one, dict) or not one.get('diff') or (self._is_check and not one.get('changed')):
                continue
            text = self._get_diff(one['diff'])
            self._diff_bytes += len(text.encode('utf-8', 'replace'))
            if len(text) > DIFF_CHARS_MAX:
                text = text[:DIFF_CHARS_MAX] + '\n... the rest of the difference is left out\n'
            if text.strip():
                self._say(text.rstrip('\n'))

    def v2_playbook_on_stats(self, stats):
        total = {'ok': 0, 'changed': 0, 'unreachable': 0, 'failures': 0, 'skipped': 0, 'rescued': 0, 'ignored': 0}
        for host in stats.processed:
            for name, value in stats.summarize(host).items():
                if name in total:
                    total[name] += value
        total['failed'] = total.pop('failures')
        seconds, offset = round(time.monotonic() - self._began, 3), sys.stdout.count
        self._say('RECAP %s in %s s' % (', '.join('%s %s' % (name, total[name]) for name in (
            'ok', 'changed', 'failed', 'unreachable', 'skipped', 'rescued', 'ignored')), seconds))
        self._note('recap', seconds=seconds, offset=offset, **total)


def task_of(result):
    return getattr(result, 'task', None) or result._task


def fields_of(result):
    fields = getattr(result, 'result', None)
    return fields if isinstance(fields, dict) else result._result


def object_of(result):
    """What a task is about: a file, a package, a unit; nothing for a task whose values are not to be seen."""
    task, fields = task_of(result), fields_of(result)
    if task.no_log or fields.get('_ansible_no_log') or 'censored' in fields:
        return None
    items = [one for one in fields.get('results') or [] if isinstance(one, dict) and (one.get('changed') or one.get('failed'))]
    names = [name for name in map(name_in, items) if name]
    if names:
        return ', '.join(names)[:NAME_CHARS_MAX]
    # A module that only looks says less; what it was told says it then, unless that is of each item of a loop.
    told = (getattr(result, 'task_fields', None) or getattr(result, '_task_fields', None) or {}).get('args') or {}
    name = name_in(fields) or name_in(told)
    return name if name and '{{' not in name else None


def name_in(source):
    for name in OBJECTS:
        value = source.get(name)
        if isinstance(value, str) and value:
            return value[:NAME_CHARS_MAX]
    return None


def message_of(status, fields):
    """What a module says; of a failure also the end of its error output."""
    if 'censored' in fields:
        return 'hidden, since no_log is set'
    words = []
    if status == 'skipped':
        words.append(fields.get('skip_reason') or fields.get('msg'))
    elif status in ('ok', 'changed'):
        words.append(fields.get('msg'))
    else:
        words += [fields.get('msg'), fields.get('stderr') or fields.get('module_stderr')]
        for one in fields.get('results') or []:
            if isinstance(one, dict) and one.get('failed'):
                words += [one.get('msg'), one.get('stderr')]
    texts = [word if isinstance(word, str) else json.dumps(word, default=str) for word in words if word]
    text = ': '.join(' '.join(text.split()) for text in texts)
    return text if len(text) <= MESSAGE_CHARS_MAX else '...' + text[-MESSAGE_CHARS_MAX:]


def is_rescued(task):
    """Whether a rescue of a block above takes the failure of a task."""
    child, parent = task, task._parent
    while parent is not None:
        if getattr(parent, 'rescue', None) and any(one._uuid == child._uuid for one in parent.block):
            return True
        child, parent = parent, getattr(parent, '_parent', None)
    return False
