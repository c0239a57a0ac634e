using System.Net.Sockets;
using Aops.Contracts;
using Aops.Hosting;
using Aops.Hosting.Logging;
using Aops.Ipc;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Crypto;
using Aops.Native.Files;
using Aops.Native.Memory;
using Aops.Native.Processes;
using Aops.Native.Programs;
using Microsoft.Extensions.Logging;

namespace Aops.Spm;

/// <summary><c>aops-spm</c>: reports to the server, runs the sub-agents, upgrades the suite.</summary>
internal static class Program
{
    private const string Name = "aops-spm";

    private static int Main(string[] arguments)
    {
        CleanStart.OfProgram();
        StraySignals.Ignore();
        ProcessMemory.UseOneHeap();
        return ProgramEntry.Run(Name, () => RunVerb(arguments));
    }

    private static int RunVerb(string[] arguments)
    {
        switch (AgentCommandLine.Parse(arguments))
        {
            case AgentCommandLine.Version:
                Console.WriteLine(Product.Describe(Name));
                return ExitCodes.Ok;
            case AgentCommandLine.Help:
                Console.WriteLine(AgentCommandLine.HelpText(
                    Name, "aops-spm reports to the server, runs the sub-agents and upgrades the suite."));
                return ExitCodes.Ok;
            case AgentCommandLine.SelfTest test:
                return SelfTest.Run(new AopsLayout(test.Root));
            case AgentCommandLine.Witness witness:
                return Testimony.Give(new AopsLayout(witness.Root));
            case AgentCommandLine.Run run:
                return Run(new AopsLayout(run.Root));
            case AgentCommandLine.Wrong wrong:
                Console.Error.WriteLine($"{Name}: {wrong.Sentence}");
                return ExitCodes.Usage;
            default:
                return ExitCodes.Software;
        }
    }

    private static int Run(AopsLayout layout)
    {
        SystemAuthorities.ReplaceBy(layout.TrustCa);
        // In parallel with the rest of the start: each check takes a tenth of it.
        var openSsl = Task.Run(OpenSsl.FindFault);
        _ = Task.Run(FrameCodec.Prepare);
        try
        {
            AtomicFile.CreateDirectory(layout.Run);
            if (FileLock.TryAcquire(layout.Lock(Role.Spm)) is not { } first)
            {
                Console.Error.WriteLine(
                    $"{Name}: process {FileLock.ReadOwner(layout.Lock(Role.Spm))} runs already; it goes on");
                return ExitCodes.AlreadyRunning;
            }
            using var held = new InstanceLock(first);
            using var logging = AgentLogging.Open(layout, Role.Spm);
            try
            {
                SpmHost.Run(layout, held, logging, openSsl);
                StandardStreams.Forgive();
                return ExitCodes.Ok;
            }
            catch (MissingLibraryException e)
            {
                logging.Factory.CreateLogger("Aops.Spm").LogCritical(
                    "{Fault}; aops-spm ends, and is started again until it is there; sub-agents go on", e.Message);
                Console.Error.WriteLine($"{Name}: {e.Message}");
                return ExitCodes.Unavailable;
            }
        }
        catch (PosixException e)
        {
            Console.Error.WriteLine($"{Name}: {e.Message}");
            return ExitCodes.OsError;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is SocketException)
        {
            Console.Error.WriteLine($"{Name}: {e.Message}");
            return ExitCodes.CannotWrite;
        }
    }
}
