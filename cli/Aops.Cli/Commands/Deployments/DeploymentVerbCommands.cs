using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Commands.Runs;

namespace Aops.Cli.Commands.Deployments;

/// <summary><c>aops deployments deploy|start|stop|status|do</c>: a run of a deployment, on all of its hosts or on some.</summary>
internal sealed class DeploymentVerbCommands
{
    private readonly CliShell _shell;
    private readonly Argument<string> _name = DeploymentCommands.Name();

    private readonly Argument<string[]> _words = new("WORDS")
    {
        Description = "KEY=VALUE for each parameter that the deployment does not name, such as a secret one.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly HostsOption _hosts = new("One of its hosts");

    private readonly PlaybookOptions _playbook;
    private readonly Option<string?> _message = Words.Message();

    private readonly Option<bool> _freeze = RunPaceOptions.IgnoreFreeze();
    private readonly RunStart _start;

    private DeploymentVerbCommands(CliShell shell)
    {
        (_shell, _playbook, _start) = (shell, new PlaybookOptions(shell), new RunStart(shell));
    }

    /// <summary>The command of one verb.</summary>
    public static Command Create(CliShell shell, string verb, string description)
    {
        var parts = new DeploymentVerbCommands(shell);
        return parts.Create(new Command(verb, description) { parts._name }, _ => verb);
    }

    /// <summary>The command of any verb.</summary>
    public static Command CreateAny(CliShell shell)
    {
        var parts = new DeploymentVerbCommands(shell);
        var verb = Words.Name("VERB", "What its runbook knows: aops deployments show NAME tells it.");
        return parts.Create(
            new Command("do", "Does anything else that its runbook knows.") { parts._name, verb },
            parsed => parsed.GetRequiredValue(verb));
    }

    private Command Create(Command command, Func<ParseResult, string> verbOf)
    {
        command.Add(_words);
        Option[] options = [_hosts.Option, .. _playbook.Options, _message, _freeze];
        foreach (var option in options) command.Add(option);
        _start.AddTo(command);
        _shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var path = ApiPath.V1("deployments", parsed.GetRequiredValue(_name), "verbs", verbOf(parsed));
            var body = await MakeAsync(parsed, api, cancellationToken);
            return await _start.StartAsync(parsed, api, path, body, cancellationToken);
        });
        return command;
    }

    private async Task<JsonObject> MakeAsync(ParseResult parsed, OperatorApi api, CancellationToken cancellationToken)
    {
        var body = new JsonObject();
        _playbook.Fill(parsed, body, parsed.GetValue(_words) ?? []);
        if (parsed.GetValue(_message) is { } reason) body["reason"] = reason;
        if (parsed.GetValue(_freeze)) body["ignoresFreeze"] = true;
        if (_hosts.Words(parsed).Length > 0) body["hosts"] = await _hosts.FindAsync(parsed, api, cancellationToken);
        return body;
    }
}
