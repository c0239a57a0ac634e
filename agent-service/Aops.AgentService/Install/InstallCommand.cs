using System.CommandLine;
using Aops.AgentService.CommandLine;
using Aops.AgentService.Enrolment;
using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Hosting.Settings;
using Aops.Layout;

namespace Aops.AgentService.Install;

/// <summary>The verb <c>install</c>.</summary>
internal static class InstallCommand
{
    private const string TokenVariable = "AOPS_TOKEN";
    private const string StandardInput = "-";

    internal static Command Create(SharedOptions shared)
    {
        var version = SharedOptions.VersionOf(
            "Version to install; without it, what the server wants, or the newest of a bundle.");
        var agentId = new Option<string?>("--agentId", "--agent-id")
        {
            Description = "Identity to take; without it, the one that the host has, else a new one.",
            HelpName = "ID",
        };
        var name = NameOption();
        var endpoint = new Option<string?>("--endpoint")
        {
            Description = "The server: an https:// address.",
            HelpName = "URL",
        };
        var token = new Option<string?>("--token")
        {
            Description = $"Enrolment token; better in {TokenVariable} or a file, where no process list shows it.",
            HelpName = "T",
        };
        var tokenFile = new Option<string?>("--token-file")
        {
            Description = $"File that holds the enrolment token; '{StandardInput}' is the standard input.",
            HelpName = "FILE",
        };
        var ca = SharedOptions.FileOf("--ca", "Certificate authority of the server (PEM); it is pinned.");
        var caSha256 = new Option<string?>("--ca-sha256")
        {
            Description = "Instead of --ca: fingerprint of the authority, as aops-server prints it.",
            HelpName = "HEX",
        };
        var bundle = SharedOptions.FileOf("--bundle", "Take the package from this bundle, not from the server.");
        var trustRoot = SharedOptions.FileOf("--trust-root", "The TUF root.json to trust.");
        var approvalTime = SharedOptions.TimeOf(
            "--approval-time", "Longest wait for an operator's approval, where the token asks for one; 10m.");
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Ask the server and check all of it, say what would be done with which version, change nothing.",
        };
        var command = new Command("install", "Install the suite, enrol this host and start it.")
        {
            version, agentId, name, endpoint, token, tokenFile, ca, caSha256, bundle, trustRoot, dryRun,
            approvalTime, shared.Timeout,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(ca) is not null && result.GetResult(caSha256) is not null)
                result.AddError("--ca and --ca-sha256 name the same authority in two ways: give one of them");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var context = shared.Context(parsed);
            return context.RunAsync(() =>
            {
                var given = ReadToken(parsed.GetValue(token), parsed.GetValue(tokenFile));
                var laidDown = given is null ? ReadLaidDownToken(context.Layout) : null;
                var options = new InstallOptions
                {
                    Version = parsed.GetValue(version),
                    AgentId = CheckedId(parsed.GetValue(agentId)),
                    HostName = parsed.GetValue(name),
                    Endpoint = CheckedEndpoint(parsed.GetValue(endpoint)),
                    Token = given ?? laidDown,
                    ConsumesProvisionedToken = laidDown is not null,
                    CaFile = parsed.GetValue(ca),
                    CaFingerprint = AuthorityFingerprint.Parse(parsed.GetValue(caSha256)),
                    Bundle = parsed.GetValue(bundle),
                    TrustRoot = parsed.GetValue(trustRoot),
                    DryRun = parsed.GetValue(dryRun),
                };
                if (parsed.GetValue(shared.Timeout) is { } time) options = options with { HeartbeatTime = time };
                if (parsed.GetValue(approvalTime) is { } wait) options = options with { ApprovalTime = wait };
                return new Installer(context, options).RunAsync(cancellationToken);
            });
        });
        return command;
    }

    private static Option<string?> NameOption()
    {
        var name = new Option<string?>("--name")
        {
            Description = "Name under which the host is listed; without it, the one in conf.yml, else the machine's own.",
            HelpName = "NAME",
        };
        name.Validators.Add(result =>
        {
            if (result.Tokens is [var word] && !SettingKeys.IsHostName(word.Value))
                result.AddError($"--name: '{word.Value}' is not {SettingKeys.Find("hostName")!.Allowed}");
        });
        return name;
    }

    private static string? CheckedId(string? id) => id is null || Names.IsValid(id)
        ? id
        : throw new ServiceException($"--agentId: '{id}' is not an identity ({Names.Rule})", ExitCodes.Usage);

    private static Uri? CheckedEndpoint(string? text)
    {
        if (text is null) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            && uri.AbsolutePath == "/" && uri.Query.Length == 0 && uri.UserInfo.Length == 0
                ? uri
                : throw new ServiceException(
                    $"--endpoint: '{text}' is not an https:// address without a path", ExitCodes.Usage);
    }

    // A provisioned token is for enrolment only: configuration tools write it again and again, and a
    // present one changes nothing.
    private static string? ReadLaidDownToken(AopsLayout layout)
    {
        if (File.Exists(layout.Identity) || !File.Exists(layout.EnrolmentToken)) return null;
        var text = File.ReadAllText(layout.EnrolmentToken).Trim();
        return text.Length > 0 ? text : null;
    }

    private static string? ReadToken(string? token, string? file)
    {
        if (token is null && file is not null)
        {
            token = file == StandardInput ? Console.In.ReadToEnd()
                : File.Exists(file) ? File.ReadAllText(file)
                : throw new ServiceException($"the token file {file} is not there", ExitCodes.NoInput);
        }
        token = (token ?? Environment.GetEnvironmentVariable(TokenVariable))?.Trim();
        // Child processes do not need the token.
        Environment.SetEnvironmentVariable(TokenVariable, null);
        return string.IsNullOrEmpty(token) ? null : token;
    }
}
