using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Documents;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Runs;

/// <summary>The options that say what is run, where and how, and the body of the request that they make.</summary>
internal sealed class RunBody(CliShell shell)
{
    private readonly Argument<string[]> _words = new("WORDS")
    {
        Description = "KEY=VALUE for each parameter of a runbook; else, behind --, the program and its arguments.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _query = Words.Query("Which hosts, in the query language.");

    private readonly HostsOption _hosts = new("One host");

    private readonly Option<string?> _runbook = Words.Text("--runbook", "A signed runbook.", "NAME@VERSION");
    private readonly PlaybookOptions _playbook = new(shell);
    private readonly Option<string?> _signed = Words.Text(
        "--signed", "A command that aops-release sign-command has signed; - is standard input.", "FILE");
    private readonly Option<string?> _script = Words.Text("--script", "A script, which /bin/sh runs.", "FILE");
    private readonly Option<string?> _user = Words.Text("--user", "The user of the command; else that of the agent.", "USER");
    private readonly Option<string[]> _secrets = new("--secret")
    {
        Description = "A variable of the command whose value each host has as a secret of this name; several times for several.",
        HelpName = "VARIABLE=SECRET",
    };

    private readonly RunActionOptions _action = new();
    private readonly RunBounds _bounds = new("what is run");
    private readonly Option<string?> _message = Words.Message();
    private readonly RunPaceOptions _pace = new();
    private readonly RunSigning _signing = new(shell);

    public void AddTo(Command command)
    {
        command.Add(_words);
        Option[] options =
        [
            _query, _hosts.Option, _runbook, .. _playbook.Options, _signed, _script, _user, _secrets,
            .. _action.Options, .. _bounds.Options, _message,
        ];
        foreach (var option in options) command.Add(option);
        _pace.AddTo(command);
        _signing.AddTo(command);
    }

    /// <summary>Makes the body.</summary>
    /// <exception cref="CliException">The words do not say what is run, or where.</exception>
    public async Task<JsonObject> MakeAsync(ParseResult parsed, OperatorApi api, CancellationToken cancellationToken)
    {
        var body = new JsonObject();
        await AddHostsAsync(parsed, api, body, cancellationToken);
        AddDeed(parsed, body);
        _bounds.Fill(parsed, body);
        if (parsed.GetValue(_message) is { } reason) body["reason"] = reason;
        _pace.Fill(parsed, body);
        if (!_signing.IsAsked(parsed)) return body;
        if (body.ContainsKey("action"))
            throw CliException.Usage("an action is done by the code of the host, and needs no signature: leave --sign-key out");
        if (body.ContainsKey("check"))
            throw CliException.Usage("--check needs no signature, and a signed command cannot be one: leave --sign-key out");
        if (parsed.GetValue(_signed) is not null)
            throw CliException.Usage("--sign-key signs what is run, and --signed names what is signed already: give one of both");
        var words = _hosts.Words(parsed);
        await _signing.SignAsync(parsed, api, body, words, _bounds.Start(parsed), cancellationToken);
        return body;
    }

    private async Task AddHostsAsync(
        ParseResult parsed, OperatorApi api, JsonObject body, CancellationToken cancellationToken)
    {
        var query = parsed.GetValue(_query);
        if (query is null == (_hosts.Words(parsed).Length == 0))
            throw CliException.Usage("name hosts by -q QUERY, or each by --host", "aops run -q env=prod -- uptime");
        if (query is not null)
        {
            body["q"] = query;
            return;
        }
        body["hosts"] = await _hosts.FindAsync(parsed, api, cancellationToken);
    }

    private void AddDeed(ParseResult parsed, JsonObject body)
    {
        var (runbook, signed, script) =
            (parsed.GetValue(_runbook), parsed.GetValue(_signed), parsed.GetValue(_script));
        var words = parsed.GetValue(_words) ?? [];
        var action = _action.Read(parsed);
        var isPlain = runbook is null && signed is null && action is null;
        if (new object?[] { runbook, signed, script, action }.Count(one => one is not null) > 1)
            throw CliException.Usage("name one of --runbook, --signed, --script and --action");
        if (!isPlain && parsed.GetValue(_user) is not null)
            throw CliException.Usage("--user goes with a command; a runbook and a signed command say it themselves");
        if (!isPlain && parsed.GetValue(_secrets) is { Length: > 0 })
            throw CliException.Usage("--secret goes with a command; a runbook and a signed command name their secrets themselves");
        if (runbook is null) _playbook.RefuseWithoutRunbook(parsed);
        if (action is not null)
        {
            if (words.Length > 0) throw CliException.Usage("an action takes no further words");
            body["action"] = action;
            return;
        }
        if (runbook is not null)
        {
            body["runbook"] = RunWords.Reference(runbook);
            _playbook.Fill(parsed, body, words);
        }
        else if (signed is not null)
        {
            if (words.Length > 0) throw CliException.Usage("a signed command takes no further words");
            body["envelope"] = DocumentReader.Read(shell.Terminal, signed).DeepClone();
        }
        else
        {
            body["command"] = Command(parsed, script, words);
        }
    }

    private JsonObject Command(ParseResult parsed, string? script, string[] words)
    {
        var command = new JsonObject();
        if (script is not null)
        {
            if (words.Length > 0) throw CliException.Usage("a script takes no further words");
            command["script"] = DocumentReader.ReadText(shell.Terminal, script);
        }
        else
        {
            if (words.Length == 0)
                throw CliException.Usage("say what is run: -- PROGRAM ARGUMENTS, --script, --runbook, --signed or --action");
            command["args"] = new JsonArray([.. words.Select(word => (JsonNode)word)]);
        }
        if (parsed.GetValue(_user) is { } user) command["user"] = user;
        if (parsed.GetValue(_secrets) is { Length: > 0 } secrets) command["secrets"] = RunWords.Secrets(secrets);
        return command;
    }
}
