using Aops.Native;
using Aops.Native.Files;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Children;

/// <summary>
/// Explains why a program could not be started: posix_spawn reports one error number for several causes.
/// </summary>
internal static class SpawnErrorMessage
{
    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The sentence.</summary>
    /// <param name="plan">What was tried.</param>
    /// <param name="error">What the call said.</param>
    public static string Of(LaunchPlan plan, PosixException error)
    {
        var directory = plan.Setup.WorkingDirectory;
        return Directory.Exists(directory)
            ? Of(plan.Program, error)
            : $"its working directory {directory} does not exist";
    }

    /// <summary>The sentence, where the working directory is not the cause.</summary>
    /// <param name="program">What was to be executed.</param>
    /// <param name="error">What the call said.</param>
    public static string Of(string program, PosixException error) => error.Errno switch
    {
        Errno.EACCES when Path.Exists(program) => $"its program {program} may not be executed ({WhyNotExecutable(program)})",
        Errno.ENOEXEC => $"its program {program} is neither a binary of this machine nor a script with #!",
        Errno.ENOENT when File.Exists(program) => $"the interpreter or loader of its program {program} does not exist",
        Errno.ENOENT or Errno.ENOTDIR => $"its program {program} does not exist",
        Errno.E2BIG => $"the arguments and the environment of its program {program} are too long for this kernel",
        _ => error.Message,
    };

    /// <summary>Why a program cannot be executed, as far as its file shows.</summary>
    public static string OfProgram(string program)
    {
        if (!File.Exists(program)) return $"its program {program} does not exist";
        var isExecutable = (File.GetUnixFileMode(program) & AnyExecute) != 0 && !IsNoExec(program);
        return isExecutable
            ? $"its program {program} is no binary of this machine, or its interpreter or loader is missing"
            : $"its program {program} may not be executed ({WhyNotExecutable(program)})";
    }

    private static bool IsNoExec(string program) => FileSystemFacts.TryOf(program) is { IsNoExec: true };

    private static string WhyNotExecutable(string program) => IsNoExec(program)
        ? "its file system is mounted noexec"
        : $"mode {Convert.ToString((int)File.GetUnixFileMode(program), 8)}";
}
