using Aops.BrokenSpm;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;

// A release that starts well: it passes its self-test, takes the lock, greets spa and beats. Then it fails, in the
// way that fault.json says.
ProcessImage.ResetInheritedSignals();
var fault = Fault.Read();
if (args.Contains("--version"))
{
    Console.WriteLine($"aops-spm {fault.Version} (broken on purpose: {fault.Kind})");
    return ExitCodes.Ok;
}
if (args.Contains("--self-test")) return fault.SelfTestExitCode;

var layout = new AopsLayout(RootOf(args));
using var held = FileLock.Acquire(layout.Lock(Role.Spm), TimeSpan.FromSeconds(10));
var ended = new TaskCompletionSource();
using var onTerm = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
    {
        context.Cancel = true;
        ended.TrySetResult();
    });
using var working = new CancellationTokenSource();
var beating = new HealthyPinger(layout, fault).RunAsync(working.Token);
await Task.WhenAny(ended.Task, Task.Delay(fault.AfterMilliseconds));
if (ended.Task.IsCompleted) return ExitCodes.Ok;

switch (fault.Kind)
{
    case FaultKind.Crash:
        Environment.FailFast($"broken on purpose after {fault.AfterMilliseconds} ms");
        break;
    case FaultKind.LoseBinary:
        File.Delete(Environment.ProcessPath!);
        return ExitCodes.Failure;
    case FaultKind.Hang:
        await working.CancelAsync();
        // Not even SIGTERM ends it.
        await Task.Delay(Timeout.Infinite);
        break;
    case FaultKind.EatMemory:
        await MemoryEater.RunAsync(ended.Task);
        break;
    default:
        await Task.WhenAny(ended.Task, beating);
        break;
}
return ExitCodes.Ok;

static string RootOf(string[] arguments)
{
    var at = Array.IndexOf(arguments, "--root");
    return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : "/";
}
