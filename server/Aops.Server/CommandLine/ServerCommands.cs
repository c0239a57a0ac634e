using System.CommandLine;
using System.CommandLine.Invocation;
using Aops.CommandLine;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Crypto;
using Aops.Native.Files;
using Aops.Native.Programs;
using Aops.Server.Hosting;
using Aops.Server.SingleSignOn;
using Serilog.Events;

namespace Aops.Server.CommandLine;

/// <summary>The command line of <c>aops-server</c>.</summary>
internal static class ServerCommands
{
    private const string Name = "aops-server";

    private static readonly Option<string[]> Listen = new("--listen")
    {
        Description = "Address to listen on; may be given again. Port 0 picks a free one. " +
            $"For instance: {ListenAddress.Forms}.",
        HelpName = "ADDRESS:PORT",
        DefaultValueFactory = _ => [$"127.0.0.1:{ServerOptions.PortDefault}"],
    };

    private static readonly Option<string?> PublicUrl = new("--public-url")
    {
        Description = "How agents reach this server, where that is not the address it listens on.",
        HelpName = ServerOptionsValidator.PublicUrlForm,
    };

    private static readonly Option<string?> TrustRoot = new("--trust-root")
    {
        Description = "First root (1.root.json) of the release repository to trust, in place of any that is trusted " +
            "already [default: that of the first release that is published here].",
        HelpName = "FILE",
    };

    private static readonly Option<int?> ConnectionsPerAddress = new("--connections-per-address")
    {
        Description = "Connections that one address may have; for fleets behind one proxy or NAT. " +
            "Half of all without it.",
        HelpName = "NUMBER",
    };

    private static readonly Option<int> EventDays = new("--event-days")
    {
        Description = "Days that events stay, from 1 to 3650; the audit stays for ever.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => ServerOptions.EventDaysDefault,
    };

    private static readonly Option<int> RunDays = new("--run-days")
    {
        Description = "Days that runs stay with their output, from 1 to 3650.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => ServerOptions.RunDaysDefault,
    };

    private static readonly Option<int> RunOutputGib = new("--run-output-gib")
    {
        Description = "GiB that the output of all runs may take; that of the run which ended first goes first.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => ServerOptions.RunOutputGibDefault,
    };

    private static readonly Option<string?> IdentityProvider = new("--identity-provider")
    {
        Description = "Settings of an OpenID Connect provider that people may sign in by, in JSON.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> WebhookAllowLocal = new("--webhook-allow-local")
    {
        Description = "Lets webhooks lead to this machine and its link: loopback and link-local addresses.",
    };

    private static readonly Option<string> LogLevel = new("--log-level")
    {
        Description = "Least level that is logged: debug, info, warn or error.",
        HelpName = "LEVEL",
        DefaultValueFactory = _ => "info",
    };

    /// <summary>Parses and runs a command line, and returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Build().Parse(args);
        // Printing the version requires no other option.
        if (parsed.Errors.Count > 0 && parsed.Action is not PrintVersion)
        {
            foreach (var sentence in ParseFaults.Describe(parsed)) Complain(sentence);
            Console.Error.WriteLine($"see: {ParseFaults.PathOf(parsed, Name)} --help");
            return ExitCodes.Usage;
        }
        if (parsed.Action is not PrintVersion && OpenSsl.FindFault() is { } missing)
        {
            Complain(missing);
            return ExitCodes.Unavailable;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // The host handles the signals itself; this would cut its graceful stop short.
                ProcessTerminationTimeout = null,
            });
        }
        catch (StartupFault fault)
        {
            Complain(fault.Message);
            return fault.ExitCode;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            Complain(e.Message);
            return e is UnauthorizedAccessException ? ExitCodes.NoPermission : ExitCodes.CannotWrite;
        }
    }

    internal static RootCommand Build()
    {
        Listen.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (ListenAddress.Parse(token.Value) is not null) continue;
                result.AddError(
                    $"--listen {token.Value} is no address and port; for instance: {ListenAddress.Forms}");
            }
        });
        PublicUrl.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && ParseUrl(token.Value) is null)
                result.AddError($"--public-url {token.Value} is not of the form {ServerOptionsValidator.PublicUrlForm}");
        });
        LogLevel.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value is not ("debug" or "info" or "warn" or "error"))
                result.AddError($"--log-level {token.Value} is none of debug, info, warn, error");
        });

        var root = new RootCommand(
            "The server of a fleet of aops agents: heartbeats, desired state, releases, console.");
        foreach (var option in root.Options)
        {
            if (option is VersionOption version) version.Action = new PrintVersion();
        }
        var run = new Command("run", "Runs the server (as without any word).");
        foreach (var command in new Command[] { root, run })
        {
            DataOptions.AddTo(command);
            foreach (var option in new Option[]
                {
                    Listen, PublicUrl, TrustRoot, ConnectionsPerAddress, EventDays, RunDays, RunOutputGib,
                    IdentityProvider, WebhookAllowLocal, LogLevel,
                })
            {
                command.Options.Add(option);
            }
            WebOptions.AddTo(command);
            BackupOptions.AddTo(command);
            command.SetAction((parsed, cancellationToken) =>
                RunCommand.RunAsync(ReadOptions(parsed), cancellationToken));
        }
        root.Subcommands.Add(run);
        root.Subcommands.Add(TokenCommand.Build());
        root.Subcommands.Add(AdminCommand.Build());
        root.Subcommands.Add(OperatorTokenCommand.Build());
        root.Subcommands.Add(AuthorityCommand.Build());
        root.Subcommands.Add(BackupCommand.Build());
        root.Subcommands.Add(RestoreCommand.Build());
        root.Subcommands.Add(AuditCommand.Build());
        root.Subcommands.Add(CopyCommand.Build());
        root.Subcommands.Add(DiagnoseCommand.Build());
        return root;
    }

    private static ServerOptions ReadOptions(ParseResult parsed) => new()
    {
        DataDirectory = DataOptions.ReadData(parsed),
        Database = DataOptions.ReadDatabase(parsed),
        Listen = [.. parsed.GetRequiredValue(Listen).Select(text => ListenAddress.Parse(text)!)],
        PublicUrl = parsed.GetValue(PublicUrl) is { } url ? ParseUrl(url) : null,
        TrustRoot = parsed.GetValue(TrustRoot),
        ConnectionsPerAddress = parsed.GetValue(ConnectionsPerAddress),
        WebListen = WebOptions.ReadAddresses(parsed),
        WebCertificate = WebOptions.ReadCertificate(parsed),
        Backups = BackupOptions.Read(parsed),
        EventDays = parsed.GetValue(EventDays),
        RunDays = parsed.GetValue(RunDays),
        RunOutputBytesMax = (long)parsed.GetValue(RunOutputGib) << 30,
        IdentityProvider = parsed.GetValue(IdentityProvider) is { } file ? ProviderSettingsFile.Read(file) : null,
        WebhooksMayBeLocal = parsed.GetValue(WebhookAllowLocal),
        LogLevel = parsed.GetValue(LogLevel) switch
        {
            "debug" => LogEventLevel.Debug,
            "warn" => LogEventLevel.Warning,
            "error" => LogEventLevel.Error,
            _ => LogEventLevel.Information,
        },
    };

    private static Uri? ParseUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null;

    private static void Complain(string sentence) =>
        Console.Error.WriteLine(PlainText.Escape($"{Name}: {sentence}"));

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        // The version is printed even if the rest of the line is invalid.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Product.Describe(Name));
            return ExitCodes.Ok;
        }
    }
}
