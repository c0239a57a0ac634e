using System.CommandLine;
using Aops.Cli.Commands;
using Aops.Cli.Commands.Access;
using Aops.Cli.Commands.Alerts;
using Aops.Cli.Commands.Deployments;
using Aops.Cli.Commands.Desired;
using Aops.Cli.Commands.Freezes;
using Aops.Cli.Commands.Groups;
using Aops.Cli.Commands.Hosts;
using Aops.Cli.Commands.Manifests;
using Aops.Cli.Commands.Rollouts;
using Aops.Cli.Commands.Runs;
using Aops.Cli.Commands.Schedules;
using Aops.Cli.Commands.Server;
using Aops.Cli.Commands.Work;
using Aops.Cli.Completion;
using Aops.Cli.Terminals;

namespace Aops.Cli;

/// <summary>All verbs.</summary>
internal static class CommandTree
{
    /// <summary>Makes the tree of verbs over a terminal.</summary>
    public static RootCommand Create(CliTerminal terminal)
    {
        var shell = new CliShell(terminal);
        var root = new RootCommand("Rules a fleet of aops agents over the API of its server.")
        {
            LoginCommand.Create(shell),
            LogoutCommand.Create(shell),
            ContextCommands.Create(shell),
            Words.Family("hosts", "Hosts: find, show, label, diagnose, remove.",
                HostListCommand.Create(shell), HostShowCommand.Create(shell), ExplainCommand.Create(shell),
                HostReportCommand.Create(shell), TimelineCommand.Create(shell), DiagnoseCommand.Create(shell),
                FacetCommand.Create(shell), HostLabelCommand.Create(shell), HostRemoveCommand.Create(shell)),
            ExplainCommand.Create(shell),
            FieldCommand.Create(shell),
            GroupCommands.Create(shell),
            DesiredCommands.Create(shell),
            ApplyCommand.Create(shell),
            ApplyCommand.CreateDiff(shell),
            ExportCommand.Create(shell),
            RolloutCommands.Create(shell),
            RunCommand.Create(shell),
            TailCommand.Create(shell),
            RunCommands.Create(shell),
            RunCommands.CreateRunbooks(shell),
            PlaybookCommands.Create(shell),
            DeploymentCommands.Create(shell),
            ScheduleCommands.Create(shell),
            PauseCommands.CreatePause(shell),
            PauseCommands.CreateResume(shell),
            FreezeCommands.CreateFreeze(shell),
            FreezeCommands.CreateThaw(shell),
            EventCommand.Create(shell),
            AuditCommand.Create(shell),
            OperationCommands.Create(shell),
            AlertCommands.Create(shell),
            TokenCommands.Create(shell),
            ChangeApprovalCommands.Create(shell),
            UserCommands.Create(shell),
            KeyCommands.Create(shell),
            WhoAmICommand.Create(shell),
            ReleaseCommands.Create(shell),
            DoctorCommand.Create(shell),
            CompletionCommand.Create(terminal),
        };
        root.Add(shell.Context);
        root.Add(shell.Format);
        root.Add(shell.Reason);
        return root;
    }
}
