using System.Text.Json;
using Aops.Native.Files;
using Aops.Releases.Playbooks;
using Aops.Releases.Runbooks;
using Aops.Runs;
using Aops.Supervision.Launching;

namespace Aops.Spm.Playbooks;

/// <summary>
/// Writes what a playbook needs into the folder of its run, and says how it is started. Nothing of the host's or a user's
/// settings of Ansible counts. Values of parameters are in a file of the run's user alone: neither arguments nor environment
/// hold one.
/// </summary>
internal static class PlaybookFiles
{
    private const string Callback = "aops_playbook";

    /// <summary>Unpacks the set and writes the files beside it.</summary>
    /// <param name="environment">Gets the settings of Ansible.</param>
    /// <exception cref="IOException">The archive is not what is signed, or something cannot be written.</exception>
    public static void Prepare(
        RunFolder folder, PlaybookRun run, Dictionary<string, string> environment, UnixAccount account)
    {
        try
        {
            PlaybookUnpacker.Unpack(run.ArchivePath, run.Playbook.Archive, folder.Set);
        }
        catch (InvalidDataException e)
        {
            throw new StartException($"its archive cannot be unpacked: {e.Message}");
        }
        AtomicFile.CreateDirectory(folder.Plugin);
        const string file = Callback + ".py";
        AtomicFile.Write(Path.Combine(folder.Plugin, file), PlaybookResource.Text(file), AtomicFile.Public);
        AtomicFile.Write(Config(folder), "", AtomicFile.Public);
        AccountFile.Write(folder.Secrets,
            JsonSerializer.SerializeToUtf8Bytes(run.Secrets, PlaybookJson.Default.IReadOnlyListString),
            AtomicFile.Private, account);
        foreach (var (name, value) in SettingsOf(folder, run)) environment[name] = value;
    }

    /// <summary>The program and its arguments.</summary>
    public static IReadOnlyList<string> ArgumentsOf(RunFolder folder, PlaybookRun run)
    {
        string[] look = run.IsCheck ? ["--check", "--diff"] : [];
        return
        [
            Playbook.ProgramName, "--connection", "local", "--inventory", "localhost,", .. look,
            "--extra-vars", "@" + folder.Parameters, run.Playbook.File,
        ];
    }

    private static string Config(RunFolder folder) => Path.Combine(folder.Plugin, "ansible.cfg");

    private static IEnumerable<(string Name, string Value)> SettingsOf(RunFolder folder, PlaybookRun run)
    {
        yield return ("ANSIBLE_CONFIG", Config(folder));
        yield return ("ANSIBLE_CALLBACK_PLUGINS", folder.Plugin);
        yield return ("ANSIBLE_STDOUT_CALLBACK", Callback);
        yield return ("ANSIBLE_HOME", Path.Combine(folder.Work, "ansible"));
        yield return ("ANSIBLE_LOCAL_TEMP", Path.Combine(folder.Work, "local"));
        yield return ("ANSIBLE_REMOTE_TEMP", Path.Combine(folder.Work, "remote"));
        // A module goes through a pipe, so that another user who is become needs no way into the folder.
        yield return ("ANSIBLE_PIPELINING", "True");
        // Modules write their arguments to syslog, secrets among them.
        yield return ("ANSIBLE_NO_TARGET_SYSLOG", "True");
        yield return ("ANSIBLE_NOCOLOR", "True");
        yield return ("ANSIBLE_LOCALHOST_WARNING", "False");
        yield return ("ANSIBLE_INVENTORY_UNPARSED_WARNING", "False");
        yield return ("ANSIBLE_RETRY_FILES_ENABLED", "False");
        yield return ("ANSIBLE_PYTHON_INTERPRETER", "auto_silent");
        yield return ("ANSIBLE_COLLECTIONS_PATH", $"{folder.Set}/collections:/usr/share/ansible/collections");
        yield return ("LC_ALL", "C.UTF-8");
        yield return ("PYTHONDONTWRITEBYTECODE", "1");
        yield return ("PYTHONUNBUFFERED", "1");
        yield return ("AOPS_PLAYBOOK_EVENTS", folder.Events);
        yield return ("AOPS_PLAYBOOK_SECRETS", folder.Secrets);
        if (run.IsCheck) yield return ("AOPS_PLAYBOOK_CHECK", "1");
    }
}
