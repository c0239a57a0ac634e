using System.CommandLine;
using Aops.AgentService.CommandLine;
using Aops.AgentService.Diagnose;
using Aops.AgentService.Faults;
using Aops.AgentService.Hold;
using Aops.AgentService.Install;
using Aops.AgentService.Logs;
using Aops.AgentService.Pair;
using Aops.AgentService.Repair;
using Aops.AgentService.Status;
using Aops.AgentService.Uninstall;
using Aops.AgentService.Upgrade;
using Aops.CommandLine;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Programs;

namespace Aops.AgentService;

/// <summary>The command line: verbs, options, and the handling of unknown words.</summary>
internal static class ServiceCli
{
    // Ctrl-C first asks a verb to end. An install then rolls back, which takes some time.
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(90);

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The words, without the program's name.</param>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["--version"])
        {
            Console.Out.WriteLine(Product.Describe(Role.Service.ProgramName()));
            return ExitCodes.Ok;
        }
        var parsed = CreateRoot().Parse(ControlSpelling.Rewrite(arguments));
        if (parsed.Errors.Count > 0)
        {
            var program = Role.Service.ProgramName();
            foreach (var sentence in ParseFaults.Describe(parsed))
                Console.Error.WriteLine(PlainText.Escape($"{program}: {sentence}"));
            Console.Error.WriteLine($"see: {ParseFaults.PathOf(parsed, program)} --help");
            return ExitCodes.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = EndTime,
            });
        }
        catch (Exception e)
        {
            // Exceptions that no verb has handled.
            var fault = FaultReport.Of(e);
            Console.Error.WriteLine($"aops-agent-service: {fault.Message}");
            return fault.ExitCode;
        }
    }

    internal static RootCommand CreateRoot()
    {
        var shared = new SharedOptions();
        var root = new RootCommand(
            "Installs, removes, starts, stops, upgrades and shows aops on this host. "
            + "'--control VERB' is another spelling of VERB.")
        {
            shared.Root, shared.Json, shared.ServiceManager,
            InstallCommand.Create(shared), UninstallCommand.Create(shared),
            StatusCommand.Create(shared), MetricsCommand.Create(shared), LogsCommand.Create(shared),
            DiagnoseCommand.Create(shared),
            RepairCommand.Create(shared), SettingsCommand.Create(shared), HoldCommand.Create(shared),
        };
        foreach (var command in PairCommands.Create(shared).Concat(UpgradeCommands.Create(shared)))
            root.Add(command);
        // '--version V' is an option of verbs; alone it is answered before parsing.
        foreach (var option in root.Options.OfType<VersionOption>().ToList()) root.Options.Remove(option);
        return root;
    }
}
