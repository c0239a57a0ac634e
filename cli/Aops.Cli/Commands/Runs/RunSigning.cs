using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Documents;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Contracts.Json;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Keys;
using Aops.Releases.Runbooks;

namespace Aops.Cli.Commands.Runs;

/// <summary>
/// The options that have this program sign what is run, with a key of the operator, so that hosts take it whose conf.yml says
/// <c>runs: signed</c>. The key is read and used here alone; a server gets the envelope.
/// Trust: the server says which hosts there are; it must not make the signature mean others than the operator reads.
/// </summary>
internal sealed class RunSigning(CliShell shell)
{
    private const string InputWord = "-";
    private static readonly TimeSpan StartDefault = TimeSpan.FromHours(1);

    private readonly Option<string[]> _keys = new("--sign-key")
    {
        Description = "Signs it with this private key (aops-release delegate --commands); several times for several; - is standard input.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _patterns = new("--sign-for")
    {
        Description = "Hosts that the signature is for: a name with * and ?, or a machine id; else the names of the chosen hosts.",
        HelpName = "PATTERN",
    };

    private readonly Option<string?> _passphrase = Words.Text(
        "--passphrase-file", "The passphrase of the keys is the first line of it; else it is asked for.", "FILE");

    public void AddTo(Command command)
    {
        command.Add(_keys);
        command.Add(_patterns);
        command.Add(_passphrase);
    }

    /// <summary>Whether what is run is to be signed.</summary>
    /// <exception cref="CliException">Options that need a key are there without one.</exception>
    public bool IsAsked(ParseResult parsed)
    {
        if (parsed.GetValue(_keys) is { Length: > 0 }) return true;
        return parsed.GetValue(_patterns) is null or [] && parsed.GetValue(_passphrase) is null
            ? false
            : throw CliException.Usage("--sign-for and --passphrase-file go with --sign-key");
    }

    /// <summary>Replaces the command, or the runbook with its parameters, of a request by an envelope that says the same.</summary>
    /// <param name="words">The hosts as the operator has named them; empty where a query does.</param>
    /// <param name="start">How long hosts may start it; null for the default.</param>
    /// <exception cref="CliException">A key cannot be used, or hosts would refuse what is signed.</exception>
    public async Task SignAsync(
        ParseResult parsed, OperatorApi api, JsonObject body, string[] words, TimeSpan? start,
        CancellationToken cancellationToken)
    {
        var time = start ?? StartDefault;
        if (time.TotalSeconds > RunLimits.EnvelopeSecondsMax)
        {
            throw CliException.Usage(
                $"hosts take a signed command for {RunLimits.EnvelopeSecondsMax / 86_400} days at most: give a shorter --start-within");
        }
        var hosts = parsed.GetValue(_patterns) is { Length: > 0 } patterns
            ? patterns
            : await new SignedHosts(api).ListAsync(body, words, cancellationToken);
        shell.Terminal.Say($"it is signed for {SignedHosts.Show(hosts)}, and can be started for {Span(time)}");
        var command = Command(body, hosts, shell.Terminal.Clock.GetUtcNow() + time);
        body["envelope"] = JsonNode.Parse(CommandEnvelope.ToJson(Sign(parsed, command)));
        foreach (var name in new[] { "command", "runbook", "parameters" }) body.Remove(name);
    }

    private static SignedCommand Command(JsonObject body, IReadOnlyList<string> hosts, DateTimeOffset expires)
    {
        var command = body["command"]?.Deserialize(ContractsJson.Default.RunCommand);
        if (command is not null && body["timeoutSeconds"] is { } seconds)
        {
            command.TimeoutSeconds = (int)Math.Min(seconds.GetValue<long>(), int.MaxValue);
            body.Remove("timeoutSeconds");
        }
        return new SignedCommand
        {
            Nonce = CommandSigner.NewNonce(),
            Hosts = hosts,
            Expires = expires,
            Command = command,
            Runbook = body["runbook"] is { } book ? new RunbookReference(book.Word("name")!, book.Word("version")!) : null,
            Parameters = body["parameters"]?.AsObject().ToDictionary(value => value.Key, value => (string)value.Value!)
                ?? [],
        };
    }

    private RunEnvelope Sign(ParseResult parsed, SignedCommand command)
    {
        var keys = new List<SigningKey>();
        try
        {
            var envelope = CommandSigner.Begin(command);
            var file = parsed.GetValue(_passphrase) is { } path ? new FileInfo(path) : null;
            var passphrase = new Passphrase(file, shell.Terminal.MayAsk ? Ask : null);
            foreach (var key in parsed.GetRequiredValue(_keys)) keys.Add(Read(key, passphrase));
            return CommandSigner.Sign(envelope, keys);
        }
        catch (InvalidDataException e)
        {
            throw CliException.Usage($"hosts would refuse this: {e.Message}; nothing was signed, and nothing was run");
        }
        catch (KeyFileException e)
        {
            throw new CliException(
                e.Fault switch
                {
                    KeyFault.Missing => CliExitCodes.NotFound,
                    KeyFault.Locked => CliExitCodes.Authentication,
                    _ => CliExitCodes.Usage,
                },
                $"{e.Message}; nothing was run", inner: e);
        }
        finally
        {
            foreach (var key in keys) key.Dispose();
        }
    }

    private SigningKey Read(string file, Passphrase passphrase) => file == InputWord
        ? SigningKey.Read(DocumentReader.ReadText(shell.Terminal, file), "standard input", passphrase)
        : SigningKey.Load(file, passphrase);

    private string Ask(string prompt)
    {
        shell.Terminal.Error.Write(prompt);
        var secret = shell.Terminal.ReadSecret();
        shell.Terminal.Say("");
        return secret;
    }

    private static string Span(TimeSpan time) =>
        time.TotalMinutes >= 2 ? $"{time.TotalMinutes:0} minutes" : $"{time.TotalSeconds:0} s";
}
