using System.Text;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Files;
using Aops.Runs;
using Aops.Spm.Playbooks;
using Aops.Supervision.Launching;

namespace Aops.Spm.Runs;

/// <summary>
/// Writes what the keeper of a run needs: the order with all names resolved, and the user's files. The program gets the
/// variables of a login, those of its command, and last those of the suite.
/// </summary>
internal sealed class RunPreparation(IKeeperStarter starter, HostSecrets secrets)
{
    /// <summary>Id of the run.</summary>
    public const string IdVariable = "AOPS_RUN_ID";

    /// <summary>Path of the run's folder, by which its processes are found.</summary>
    public const string FolderVariable = "AOPS_RUN_DIR";

    /// <summary>Path of a file with the parameters, a JSON object; absent where there are none.</summary>
    public const string ParametersVariable = "AOPS_PARAMETERS";

    private static readonly string[] DefaultInterpreter = ["/bin/sh"];

    /// <summary>Prepares the folder of a run.</summary>
    /// <exception cref="IOException">It cannot be started; the message is a sentence.</exception>
    public void Prepare(RunFolder folder, RunVerdict.Allowed allowed)
    {
        var command = allowed.Command;
        var account = UnixAccount.Find(command.User, group: null);
        Clear(folder);
        var known = command.Secrets?.ToDictionary(secret => secret.Key, secret => secrets.Read(secret.Value)) ?? [];
        var environment = MakeEnvironment(folder, command, account, known, allowed.Parameters is not null);
        if (allowed.Playbook is { } playbook) PlaybookFiles.Prepare(folder, playbook, environment, account);
        if (allowed.Parameters is { } parameters)
            AccountFile.Write(folder.Parameters, parameters, AtomicFile.Private, account);
        if (command.Script is { } script)
            AccountFile.Write(folder.Script, Encoding.UTF8.GetBytes(script), AtomicFile.PrivateDirectory, account);
        if (command.WorkingDirectory is null)
            OwnedDirectory.Ensure(folder.Work, AtomicFile.PrivateDirectory, account.UserId, account.GroupId);
        var limits = starter.Prepare(folder.Id, command.Limits, account.UserId == 0);
        new KeeperOrder
        {
            Args = ProgramPath.Resolve(ArgumentsOf(folder, allowed), environment["PATH"]),
            Env = environment,
            WorkingDirectory = allowed.Playbook is null ? command.WorkingDirectory ?? folder.Work : folder.Set,
            Account = command.User is null ? null : new(account.UserId, account.GroupId, account.Groups),
            OpenFilesMax = command.Limits.OpenFilesMax,
            TasksMax = limits.TasksMax,
            MemoryMaxBytes = command.Limits.MemoryMaxBytes,
            ControlGroups = limits.ControlGroups,
            TimeoutSeconds = command.TimeoutSeconds,
            IdleTimeoutSeconds = command.IdleTimeoutSeconds,
            GraceSeconds = command.GraceSeconds,
            SpoolBytesMax = command.OutputBytesMax,
            Masked = [.. known.Values.Concat(allowed.Secrets).Distinct()],
        }.Write(folder.Order);
    }

    /// <summary>Deletes what <see cref="Prepare"/> has written, which may hold secrets.</summary>
    /// <exception cref="IOException">Something cannot be deleted.</exception>
    public void Clear(RunFolder folder)
    {
        string[] files =
            [folder.Order, folder.Script, folder.Parameters, folder.Secrets, folder.Keeper, folder.EndReserve];
        foreach (var file in files)
            File.Delete(file);
        foreach (var below in new[] { folder.Work, folder.Set, folder.Plugin }) FileTree.Delete(below);
    }

    private static Dictionary<string, string> MakeEnvironment(
        RunFolder folder, RunCommand command, UnixAccount account, Dictionary<string, string> secrets,
        bool hasParameters)
    {
        var environment = new Dictionary<string, string> { ["PATH"] = LoginEnvironment.SearchPath };
        LoginEnvironment.Add(environment, account);
        foreach (var (name, value) in command.Env.Concat(secrets)) environment[name] = value;
        environment[IdVariable] = folder.Id;
        environment[FolderVariable] = folder.Path;
        if (hasParameters) environment[ParametersVariable] = folder.Parameters;
        return environment;
    }

    private static IReadOnlyList<string> ArgumentsOf(RunFolder folder, RunVerdict.Allowed allowed)
    {
        var command = allowed.Command;
        if (allowed.Playbook is { } playbook) return PlaybookFiles.ArgumentsOf(folder, playbook);
        if (command.Script is null) return command.Args ?? [];
        return [.. command.Interpreter is { Count: > 0 } given ? given : DefaultInterpreter, folder.Script];
    }
}
