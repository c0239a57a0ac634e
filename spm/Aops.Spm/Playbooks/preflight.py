# Tells which Ansible this Python has, and which of the collections and modules that are asked for. It changes nothing.
import importlib.util
import json
import os
import sys


def module_is_here(name):
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def version_of(folder):
    try:
        with open(os.path.join(folder, 'MANIFEST.json'), encoding='utf-8') as file:
            return str(json.load(file)['collection_info']['version'])
    except (OSError, ValueError, KeyError, TypeError):
        return ''


def main():
    asked = json.loads(sys.argv[1])
    answer = {'python': sys.executable, 'ansible': '', 'collections': {}, 'missingModules': []}
    answer['missingModules'] = [name for name in asked['modules'] if not module_is_here(name)]
    if module_is_here('ansible'):
        from ansible.release import __version__
        answer['ansible'] = __version__
    for name in asked['collections']:
        for root in ['/usr/share/ansible/collections'] + sys.path:
            folder = os.path.join(root, 'ansible_collections', *name.split('.'))
            if os.path.isdir(folder):
                answer['collections'][name] = version_of(folder)
                break
    print(json.dumps(answer))


main()
