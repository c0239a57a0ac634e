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
using Aops.Contracts;
using Aops.Layout;

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
            foreach (var error in parsed.Errors) Console.Error.WriteLine($"aops-agent-service: {error.Message}");
            Console.Error.WriteLine("'aops-agent-service --help' lists the verbs");
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
        root.SetAction(_ =>
        {
            root.Parse(["--help"]).Invoke();
            return ExitCodes.Usage;
        });
        return root;
    }
}
