using System.Globalization;
using System.Text;
using Aops.Contracts;
using Aops.Native;
using Aops.Native.Events;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Supervision.Cgroups;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Children;

/// <summary>
/// Sets up this process as a sub-agent and executes it: <c>aops-launch child OPTIONS -- PROGRAM ARGUMENTS</c>.
/// <para>Parties: spm starts the launcher in its own session, with the sub-agent's output, and with the writing end
/// of a pipe as descriptor 3. A failed step is reported there in one sentence, and the process exits. A successful
/// exec closes the pipe, which tells spm that the sub-agent runs. So a limit that cannot be applied fails the start
/// instead of being ignored.</para>
/// <para>Trust: until it has changed to the sub-agent's user, this process is root and runs with an empty
/// environment. The sub-agent's environment arrives as descriptor 4 (<see cref="EnvironmentPipe"/>) and is used by
/// the exec alone.</para>
/// </summary>
public static class ChildSetup
{
    /// <summary>The launcher's subcommand for this code.</summary>
    public const string Verb = "child";

    /// <summary>Performs the steps in order and executes the program; returns only after a failure.</summary>
    /// <param name="arguments">The arguments after the subcommand.</param>
    /// <returns>An exit code of <see cref="ExitCodes"/>.</returns>
    public static int Run(string[] arguments)
    {
        var step = "reading its own arguments";
        string[] program = [];
        try
        {
            ProcessSetup.CloseDescriptorsOnExec();
            var plan = ChildSetupPlan.Parse(arguments, out program);
            step = "reading its environment";
            var environment = plan.IsEnvironmentPassed ? EnvironmentPipe.Read(Spawn.EnvironmentDescriptor) : null;
            Apply(plan, ref step);
            step = "executing its program";
            ProcessImage.Replace(program[0], program, environment);
            return ExitCodes.Software;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is FormatException)
        {
            var fault = e is PosixException { Call: "execve" } refused
                ? SpawnErrorMessage.Of(program[0], refused)
                : $"{step} failed: {e.Message}";
            AnonymousPipe.Write(Spawn.ReportDescriptor, Encoding.UTF8.GetBytes(fault));
            return e is PosixException { Call: "execve", Errno: var errno }
                ? errno == Errno.ENOENT ? ExitCodes.NotFound : ExitCodes.CannotExecute
                : ExitCodes.ChildSetup;
        }
    }

    // The sub-agent does not inherit spm's attributes. Limits come first, while this process may still raise them;
    // the working directory comes last, as the new user.
    private static void Apply(ChildSetupPlan plan, ref string step)
    {
        ServiceDefaults.Apply();
        step = $"limiting open files to {plan.OpenFilesMax}";
        if (plan.OpenFilesMax > 0) ProcessSetup.Limit(ResourceLimit.OpenFiles, plan.OpenFilesMax);
        step = $"limiting tasks to {plan.TasksMax}";
        if (plan.TasksMax > 0) ProcessSetup.Limit(ResourceLimit.Tasks, plan.TasksMax);
        step = $"setting oom_score_adj to {plan.OomScoreAdjust}";
        if (plan.OomScoreAdjust != 0)
        {
            File.WriteAllText("/proc/self/oom_score_adj",
                plan.OomScoreAdjust.ToString(CultureInfo.InvariantCulture));
        }
        step = $"setting the nice value to {plan.Nice}";
        if (plan.Nice != 0) ProcessSetup.SetNice(plan.Nice);
        foreach (var group in plan.ControlGroups)
        {
            step = $"entering the control group {group}";
            ControlGroups.Enter(group);
        }
        if (plan.Umask is { } umask) ProcessSetup.SetUmask(umask);
        step = $"becoming user {plan.Account?.UserId}, group {plan.Account?.GroupId}";
        if (plan.Account is { } account)
            ProcessSetup.BecomeUser(account.UserId, account.GroupId, account.Groups.ToArray());
        step = $"entering its working directory {plan.WorkingDirectory}";
        EnterDirectory(plan);
    }

    private static void EnterDirectory(ChildSetupPlan plan)
    {
        try
        {
            Directory.SetCurrentDirectory(plan.WorkingDirectory);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException(
                $"user {plan.Account?.UserId ?? CurrentUser.EffectiveId} may not pass {ClosedFolder.Find(plan.WorkingDirectory)}; " +
                "every folder above it must be open to that user", e);
        }
    }
}
