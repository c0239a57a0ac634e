using System.CommandLine;
using Aops.AgentService.CommandLine;
using Aops.Contracts;
using Aops.Hosting.Settings;

namespace Aops.AgentService.Install;

/// <summary>
/// The verb <c>settings</c>: prints a template of conf.yml, for packages and configuration tools.
/// </summary>
internal static class SettingsCommand
{
    internal static Command Create(SharedOptions shared)
    {
        var command = new Command("settings", "Print a conf.yml with every setting, its meaning and its default.");
        command.SetAction(parsed =>
        {
            shared.Context(parsed).Output.Write(SettingsFile.Template(server: null, proxy: null));
            return ExitCodes.Ok;
        });
        return command;
    }
}
