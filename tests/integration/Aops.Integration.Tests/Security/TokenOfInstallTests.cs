using System.Text;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>What a process list shows of an installation.</summary>
public sealed class TokenOfInstallTests(FleetFixture fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sec_L7_TokenOfAnInstall_IsOnNoCommandLine()
    {
        var fleet = fixture.Fleet;
        var host = fleet.NewHost();
        var token = await fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        var file = Path.Combine(fleet.Root.Folder("tokens"), Guid.NewGuid().ToString("N"));
        await File.WriteAllTextAsync(file, token + "\n", Stop);
        var line = $"curl -fsS --cacert {fleet.Server.Authority} {fleet.Server.Url}install.sh | " +
            $"sh -s -- --token-file {file} --root {host.Layout.Root}";
        var looks = 0;
        var seen = new List<string>();

        var installing = Command.RunAsync("/bin/sh", ["-c", line], Stop);
        while (!installing.IsCompleted)
        {
            seen.AddRange(CommandLinesWith(token));
            looks++;
            await Task.WhenAny(installing, Task.Delay(5, Stop));
        }
        var result = await installing;
        try
        {
            result.MustSucceed();
            Assert.Empty(seen);
            Assert.InRange(looks, 2, int.MaxValue);
        }
        finally
        {
            if (File.Exists(host.Layout.ServiceProgram)) await host.ServiceAsync(CancellationToken.None, "uninstall");
            ProcessesWithin.KillAll(host.Layout.Root);
        }
    }

    private static IEnumerable<string> CommandLinesWith(string token)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])))
        {
            string text;
            try
            {
                text = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "cmdline")));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }
            if (text.Contains(token, StringComparison.Ordinal)) yield return text.Replace('\0', ' ');
        }
    }
}
