using System.Text;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Runs;
using Aops.Supervision.Children;
using Aops.Supervision.Launching;

namespace Aops.Launch.Runs;

/// <summary>
/// The program of a run with its pipes: standard input is <c>/dev/null</c>, standard output and error are a pipe each, and
/// it inherits no other descriptor. The launcher sets the process up, as for a sub-agent.
/// </summary>
internal sealed class PipedProgram : IDisposable
{
    private const int FaultBytesMax = 4096;

    private static readonly Dictionary<string, string> NoEnvironment = [];

    private readonly AnonymousPipe _report;
    private readonly MemoryStream _fault = new();

    private PipedProgram(int pid, AnonymousPipe output, AnonymousPipe errors, AnonymousPipe report) =>
        (Pid, Output, Errors, _report) = (pid, output, errors, report);

    /// <summary>Its pid, which is its process group and session too.</summary>
    public int Pid { get; }

    /// <summary>Standard output.</summary>
    public AnonymousPipe Output { get; }

    /// <summary>Standard error.</summary>
    public AnonymousPipe Errors { get; }

    /// <summary>Starts it.</summary>
    /// <param name="order">What is executed.</param>
    /// <param name="folder">The run.</param>
    /// <exception cref="IOException">No process was started.</exception>
    public static PipedProgram Start(KeeperOrder order, RunFolder folder)
    {
        // The lock and the set of events hold the numbers that the launcher gives its two descriptors.
        var (output, errors, report) = (AnonymousPipe.ForOutput(), AnonymousPipe.ForOutput(), new AnonymousPipe());
        try
        {
            using var environment = EnvironmentPipe.Open(order.Env, Path.Combine(folder.Path, "environment"));
            var pid = Spawn.Start(new SpawnRequest
            {
                Path = ProcessImage.OwnProgram,
                Arguments = ["aops-launch", ChildSetup.Verb, .. SetupOf(order).ToArguments(), .. order.Args],
                Environment = NoEnvironment,
                Output = output.Writer,
                Error = errors.Writer,
                Report = report.Writer,
                PassedEnvironment = environment,
            });
            return new(pid, output, errors, report);
        }
        catch
        {
            foreach (var pipe in new[] { output, errors, report }) pipe.Reader.Dispose();
            throw;
        }
        finally
        {
            foreach (var pipe in new[] { output, errors, report }) pipe.Writer.Dispose();
        }
    }

    /// <summary>Why it was not executed, once it has exited; null if it was.</summary>
    public string? ReadFault()
    {
        Span<byte> buffer = stackalloc byte[1024];
        while (_report.TryRead(buffer) is { } count and > 0)
        {
            if (_fault.Length + count <= FaultBytesMax) _fault.Write(buffer[..count]);
        }
        return _fault.Length == 0 ? null : Encoding.UTF8.GetString(_fault.ToArray());
    }

    public void Dispose()
    {
        foreach (var pipe in new[] { Output, Errors, _report }) pipe.Dispose();
    }

    private static ChildSetupPlan SetupOf(KeeperOrder order) => new()
    {
        WorkingDirectory = order.WorkingDirectory,
        Account = order.Account is { } account ? new(account.UserId, account.GroupId, account.Groups) : null,
        Umask = CleanStart.Umask,
        OpenFilesMax = order.OpenFilesMax,
        TasksMax = order.TasksMax,
        ControlGroups = order.ControlGroups,
        IsEnvironmentPassed = true,
    };
}
