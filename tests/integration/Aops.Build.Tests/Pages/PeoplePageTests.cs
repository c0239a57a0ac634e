using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.TestSupport;

namespace Aops.Build.Tests.Pages;

/// <summary>The commands of docs/how-to/PEOPLE.md, line by line, with the real programs, a real identity provider and a host.</summary>
public sealed class PeoplePageTests
{
    private const string Page = "docs/how-to/PEOPLE.md";
    private const string Secret = "a secret of the client";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryCommandOfThePage_DoesWhatItSays()
    {
        using var bench = new PageBench();
        await bench.PackAsync(Stop);
        var url = $"https://{bench.Address}";
        var settings = SettingsOfThePage();
        await using var provider = await OpenIdProvider.StartAsync(
            new OpenIdClient((string)settings["clientId"]!, Secret, $"{url}/sign-in/callback"),
            new OpenIdPerson("0001", "ada", "aops-admins"), new OpenIdPerson("0002", "dora", "web-team", "all"),
            new OpenIdPerson("0003", "eve", "all"), new OpenIdPerson("0004", "ben"), new OpenIdPerson("0005", "cem"));
        await WriteSettingsAsync(bench, settings, provider, url);
        var shell = new PageShell(Page)
        {
            Replaced =
            {
                ["aops-server run"] = $"serve aops-server run --listen {bench.Address}",
                ["/var/lib/aops-server"] = bench.Data,
                ["/etc/aops-server/provider.json"] = "provider.json",
                ["https://aops.example:7443"] = url,
                ["--name ana --password-file -"] = "--name ana --password-file - <ana.password",
                ["aops login"] = "at_terminal aops login",
                ["HEX"] = "\"$(fingerprint)\"",
                ["--user ana"] = "--user ana <ana.password",
                ["aops key revoke ID"] = "aops key revoke \"$(id_of aops key list)\"",
                ["aops approval withdraw"] = "as ben aops approval withdraw",
                [" ID"] = " \"$(id_of aops approval list)\"",
            },
            Prologue = $"{bench.Prologue}\n{bench.Serve}\n{new PeopleShell(bench.Address).Prologue}",
        };
        AddProvider(shell, url);
        AddUsers(shell, url);
        AddKeys(shell, url);
        AddApprovals(shell);

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 25, $"the page has lost commands: {shell.Steps.Count}");
        string Of(string command) => outputs[shell.Steps.Index().Single(step => step.Item.Command.StartsWith(command, StringComparison.Ordinal)).Index];
        Assert.Matches(@"\bben +- +viewer\b", Of("aops user list"));
        Assert.Contains("\"provider\":\"Example ID\"", Of("curl -fsS --cacert ca.pem https://aops.example:7443/api/v1/sign-in"), StringComparison.Ordinal);
        Assert.Contains("awaiting-approval", Of("aops approval list"), StringComparison.Ordinal);
        Assert.Contains("askedBy: ben", Of("aops approval show"), StringComparison.Ordinal);
        Assert.Contains("was answered 200", Of("aops approval approve"), StringComparison.Ordinal);
        Assert.Contains("is refused", Of("aops approval refuse"), StringComparison.Ordinal);
        Assert.Contains("is withdrawn", Of("aops approval withdraw"), StringComparison.Ordinal);
    }

    private static void AddProvider(PageShell shell, string url)
    {
        // The reader who retires the first key can sign in, and a session that was ended says how the next one begins.
        shell.Before("aops-server operator-token", "sign_in ana\naops logout\nfails 4 'aops login' aops whoami");
        shell.Before("aops user create ben", """
            fails 77 'The token is refused' publish_again
            fails 5 'last' aops user set ana --disable
            aops-server admin create --data data --name ana >ana.password
            fails 4 'aops login' aops whoami
            sign_in ana
            """);
        shell.Before($"at_terminal aops login {url} --ca-sha256 \"$(fingerprint)\" --browser", "export PERSON=dora");
        shell.Before($"curl -fsS --cacert ca.pem {url}/api/v1/sign-in", """
            prints 'operator:label.team=web' aops whoami
            signs_in ada '"role":"admin"'
            refuses eve 'Example ID'
            """);
    }

    private static void AddUsers(PageShell shell, string url)
    {
        shell.Before("aops user create cem",
            $"serve aops-server run --data data --listen {url[8..]} --identity-provider without-roles.json\nsign_in ana");
        shell.Before("aops user set ben --sign-in password", """
            fails 4 'The name or the password is wrong' as ben sign_in ben
            PERSON=ben as ben by_browser
            prints ben as ben aops whoami
            """);
        shell.Before("aops user set cem", """
            fails 4 'aops login' as ben aops whoami
            as ben sign_in ben
            refuses ben 'ben'
            PERSON=cem as cem by_browser
            prints 'operator:label.env=prod' as cem aops whoami
            """);
    }

    private static void AddKeys(PageShell shell, string url)
    {
        shell.Before("aops key create ci", "fails 4 'aops login' as cem aops whoami\nrefuses cem 'disabled'");
        shell.Before("aops key revoke",
            $"as ci aops login {url} --ca ca.pem --token-file ci.key\nprints 'releaser' as ci aops whoami");
    }

    private static void AddApprovals(PageShell shell)
    {
        shell.Before("aops key create rules", """
            fails 4 'wrong, revoked or expired' as ci aops whoami
            aops hosts label -q online env=prod --yes
            aops user set ben --grant operator:label.env=prod
            """);
        shell.Before("aops approval list", "fails 8 'demands another person' as ben aops hosts label -q label.env=prod tier=web --yes");
        shell.Before("aops approval approve", """
            prints '^0$' aops hosts list -q label.tier=web --count
            fails 4 'does not approve it' as ben aops approval approve "$(id_of aops approval list)"
            """);
        shell.Before("aops approval refuse", """
            prints '^1$' aops hosts list -q label.tier=web --count
            fails 8 'demands another person' as ben aops hosts label -q label.env=prod tier=db --yes
            """);
        shell.Before("as ben aops approval withdraw", """
            prints '^1$' aops hosts list -q label.tier=web --count
            fails 8 'demands another person' as ben aops hosts label -q label.env=prod tier=mail --yes
            """);
    }

    // The file that the page shows, with the addresses of this place; and the same for admins who grant by hand.
    private static async Task WriteSettingsAsync(PageBench bench, JsonObject settings, OpenIdProvider provider, string url)
    {
        string At(string name) => Path.Combine(bench.Work, name);
        await File.WriteAllTextAsync(At("provider.pem"), provider.Certificate.ExportCertificatePem(), Stop);
        await File.WriteAllTextAsync(At("provider.secret"), $"{Secret}\n", Stop);
        File.SetUnixFileMode(At("provider.secret"), UnixFileMode.UserRead);
        settings["issuer"] = provider.Issuer;
        settings["consoleUrl"] = url;
        settings["clientSecretFile"] = At("provider.secret");
        settings["authorityFile"] = At("provider.pem");
        await File.WriteAllTextAsync(At("provider.json"), settings.ToJsonString(), Stop);
        settings.Remove("roles");
        settings.Remove("createUsers");
        await File.WriteAllTextAsync(At("without-roles.json"), settings.ToJsonString(), Stop);
    }

    private static JsonObject SettingsOfThePage()
    {
        var text = File.ReadAllText(Path.Combine(PublishedPrograms.Tree, Page));
        var begin = text.IndexOf("```json\n", StringComparison.Ordinal) + 8;
        return JsonNode.Parse(text[begin..text.IndexOf("```", begin, StringComparison.Ordinal)])!.AsObject();
    }
}
