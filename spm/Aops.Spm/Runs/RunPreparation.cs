using System.Text;
using Aops.Contracts.Wire.Runs;
using Aops.Native;
using Aops.Native.Files;
using Aops.Runs;
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

    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

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
        if (allowed.Parameters is { } parameters) Write(folder.Parameters, parameters, AtomicFile.Private, account);
        if (command.Script is { } script)
            Write(folder.Script, Encoding.UTF8.GetBytes(script), AtomicFile.PrivateDirectory, account);
        if (command.WorkingDirectory is null)
            OwnedDirectory.Ensure(folder.Work, AtomicFile.PrivateDirectory, account.UserId, account.GroupId);
        var limits = starter.Prepare(folder.Id, command.Limits, account.UserId == 0);
        new KeeperOrder
        {
            Args = Resolve(ArgumentsOf(folder, command), environment["PATH"]),
            Env = environment,
            WorkingDirectory = command.WorkingDirectory ?? folder.Work,
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
        foreach (var file in new[] { folder.Order, folder.Script, folder.Parameters, folder.Keeper, folder.EndReserve })
            File.Delete(file);
        FileTree.Delete(folder.Work);
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

    private static IReadOnlyList<string> ArgumentsOf(RunFolder folder, RunCommand command) =>
        command.Script is null
            ? command.Args ?? []
            : [.. command.Interpreter is { Count: > 0 } given ? given : DefaultInterpreter, folder.Script];

    // As execvp(3) finds it: the keeper executes an absolute path.
    private static IReadOnlyList<string> Resolve(IReadOnlyList<string> arguments, string searchPath)
    {
        if (arguments is not [var program, ..]) throw new StartException("it has neither a program nor a script");
        if (Path.IsPathRooted(program)) return arguments;
        if (program.Contains('/', StringComparison.Ordinal))
            throw new StartException($"its program {program} is neither absolute nor a name in PATH");
        var found = searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(IsExecutable)
            ?? throw new StartException($"its program {program} is in no folder of PATH ({searchPath})");
        return [found, .. arguments.Skip(1)];
    }

    private static bool IsExecutable(string path) =>
        Path.IsPathRooted(path) && File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != 0;

    private static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode, UnixAccount account)
    {
        if (account.UserId == CurrentUser.EffectiveId) AtomicFile.Write(path, content, mode);
        else OwnedFile.Write(path, content, mode, account.UserId, account.GroupId);
    }
}
