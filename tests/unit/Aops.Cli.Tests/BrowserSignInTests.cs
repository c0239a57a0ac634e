using System.Net;
using Aops.Cli.Terminals;
using Aops.Native.Files;
using Aops.Native.Programs;
using Aops.Server.Tests.SingleSignOn;

namespace Aops.Cli.Tests;

/// <summary>The sign-in by a browser: command line, server and provider, and the port of the loopback between them.</summary>
public sealed class BrowserSignInTests : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("aops-cli-").FullName;
    private ProviderWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await ProviderWorld.StartAsync();
        await _world.AddAsync("ana");
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        FileTree.Delete(_home);
    }

    [Fact]
    public async Task Person_SignsIn_AndTheCommandLineHasTheSession()
    {
        var told = new AddressWriter();
        var login = RunAsync(told, "login", _world.Server.Application.Url.ToString(), "--ca", _world.Server.CaFile, "--browser");
        var begin = await told.Address.Task.WaitAsync(TimeSpan.FromMinutes(1));
        using var browser = await _world.BeginAsync(begin.PathAndQuery);
        using var page = await browser.GetAsync(_world.Answer(browser), "text/html");
        var html = await page.Content.ReadAsStringAsync();
        var start = html.IndexOf("http://127.0.0.1:", StringComparison.Ordinal);
        var link = new Uri(WebUtility.HtmlDecode(html[start..html.IndexOf('"', start)]));
        using var http = new HttpClient();

        // What else asks on that port learns nothing, and ends nothing.
        using (var other = await http.GetAsync(new Uri(link, "/favicon.ico")))
            Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using (var wrong = await http.GetAsync(new Uri(link, "/?code=made-up&state=of-another")))
            Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        using (var right = await http.GetAsync(link)) Assert.Equal(HttpStatusCode.OK, right.StatusCode);

        Assert.Equal(0, await login);
        var output = new StringWriter();
        Assert.Equal(0, await CliProgram.RunAsync(["whoami", "-o", "name"], Terminal(output, told), CancellationToken.None));
        Assert.Equal("ana\n", output.ToString());
    }

    // The page tells the person, and its link the command line, which would wait on.
    [Fact]
    public async Task PersonWhoIsRefused_EndsTheCommandLineToo()
    {
        var told = new AddressWriter();
        var login = RunAsync(told, "login", _world.Server.Application.Url.ToString(), "--ca", _world.Server.CaFile, "--browser");
        var begin = await told.Address.Task.WaitAsync(TimeSpan.FromMinutes(1));
        using var browser = await _world.BeginAsync(begin.PathAndQuery);
        using var page = await browser.GetAsync(_world.Answer(browser, name: "zoe"), "text/html");
        var html = await page.Content.ReadAsStringAsync();
        var start = html.IndexOf("http://127.0.0.1:", StringComparison.Ordinal);
        using var http = new HttpClient();

        using (var ended = await http.GetAsync(new Uri(WebUtility.HtmlDecode(html[start..html.IndexOf('"', start)]))))
            Assert.Equal(HttpStatusCode.OK, ended.StatusCode);

        Assert.Equal(4, await login);
        Assert.Contains("the sign-in was refused; the page in the browser says why", told.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(TextWriter error, params string[] words) =>
        Task.Run(() => CliProgram.RunAsync(words, Terminal(TextWriter.Null, error), CancellationToken.None));

    private CliTerminal Terminal(TextWriter output, TextWriter error) => new()
    {
        Output = output,
        Error = new PlainTextWriter(error),
        Input = TextReader.Null,
        Variable = name => name == "HOME" ? _home : null,
    };

    // What a person would read of the terminal.
    private sealed class AddressWriter : StringWriter
    {
        public TaskCompletionSource<Uri> Address { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Write(char value) => Look(() => base.Write(value));

        public override void Write(string? value) => Look(() => base.Write(value));

        public override void Write(char[] buffer, int index, int count) => Look(() => base.Write(buffer, index, count));

        public override void WriteLine(string? value) => Look(() => base.WriteLine(value));

        private void Look(Action write)
        {
            write();
            var text = ToString();
            var start = text.IndexOf("https://", StringComparison.Ordinal);
            if (start >= 0 && text.IndexOf('\n', start) is var end and > 0) Address.TrySetResult(new Uri(text[start..end].Trim()));
        }
    }
}
