using Aops.Native;

namespace Aops.Supervision.Children;

/// <summary>Says why a program could not be started: posix_spawn tells one error number for many reasons.</summary>
internal static class SpawnSentence
{
    /// <summary>The sentence.</summary>
    /// <param name="plan">What was tried.</param>
    /// <param name="error">What the call said.</param>
    public static string Of(LaunchPlan plan, PosixException error)
    {
        var directory = plan.Setup.WorkingDirectory;
        if (!Directory.Exists(directory)) return $"its working directory {directory} does not exist";
        if (!File.Exists(plan.Program)) return $"its program {plan.Program} does not exist";
        return error.Errno switch
        {
            Errno.EACCES => $"its program {plan.Program} may not be executed " +
                $"(mode {Convert.ToString((int)File.GetUnixFileMode(plan.Program), 8)})",
            Errno.ENOEXEC => $"its program {plan.Program} is neither a binary of this machine nor a script with #!",
            Errno.ENOENT => $"the interpreter or loader of its program {plan.Program} does not exist",
            _ => error.Message,
        };
    }
}
