using Aops.Cli.Contexts;
using Aops.Cli.Terminals;
using Aops.Native.Files;
using Aops.Native.Programs;
using Aops.Query.Evaluation;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests.Support;

/// <summary>The command line before a real server in this process, with a home of its own and a terminal that is recorded.</summary>
internal sealed class CliBench : IAsyncDisposable
{
    private readonly TimeProvider _clock;

    private CliBench(TestServer server, TimeProvider? clock)
    {
        _clock = clock ?? TimeProvider.System;
        Server = server;
        Home = Path.Combine(Path.GetTempPath(), $"aops-cli-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Home);
        Variables = new() { ["HOME"] = Home, ["TERM"] = "xterm" };
    }

    public TestServer Server { get; }

    public string Home { get; }

    public string ContextsFile => Path.Combine(Home, ".config/aops/contexts.json");

    /// <summary>The environment of the next runs.</summary>
    public Dictionary<string, string> Variables { get; }

    /// <summary>What the operator types, a line a question.</summary>
    public string Typed { get; set; } = "";

    /// <summary>Columns of the terminal; null for no terminal anywhere.</summary>
    public int? Columns { get; set; }

    public static async Task<CliBench> StartAsync(bool isLoggedIn = true, TimeProvider? clock = null)
    {
        var bench = new CliBench(await TestServer.StartAsync(clock), clock);
        if (isLoggedIn) bench.LogIn(bench.Server.Application.Url.ToString(), bench.Server.Application.Folder.OpenOperatorToken());
        return bench;
    }

    /// <summary>Stores a context, as login does.</summary>
    public void LogIn(string server, string token)
    {
        var authority = File.ReadAllText(Server.CaFile);
        new ContextFile(Terminal(TextWriter.Null, TextWriter.Null)).Write(new ContextDocument
        {
            Current = "test",
            Contexts =
            [
                new ServerContext
                {
                    Name = "test", Server = server, Token = token, Authority = authority,
                    AuthoritySha256 = AuthorityChoice.Sha256Of(authority, "test"),
                },
            ],
        });
    }

    /// <summary>Runs a command line.</summary>
    public async Task<CliRun> RunAsync(params string[] words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CliProgram.RunAsync(words, Terminal(output, error), CancellationToken.None);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    /// <summary>A terminal that writes to these.</summary>
    public CliTerminal Terminal(TextWriter output, TextWriter error) => new()
    {
        Output = output,
        Error = new PlainTextWriter(error),
        RawError = error,
        Input = new StringReader(Typed),
        IsInputTerminal = Columns is not null,
        IsOutputTerminal = Columns is not null,
        IsErrorTerminal = Columns is not null,
        MeasureColumns = () => Columns ?? 80,
        Variable = Variables.GetValueOrDefault,
        Clock = _clock,
        ReadSecret = () => Typed,
    };

    /// <summary>Stores hosts, and starts the server over them.</summary>
    public async Task SeedAsync(params HostFacts[] hosts)
    {
        await Server.StopAsync();
        await using (var database = Server.OpenDatabase()) await HostSeed.StoreAsync(database, hosts);
        await Server.StartAgainAsync();
        LogIn(Server.Application.Url.ToString(), Server.Application.Folder.OpenOperatorToken());
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        FileTree.Delete(Home);
    }
}

/// <summary>What a run left.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    /// <summary>Checks the exit code, with what was told as the message.</summary>
    public CliRun Expect(int code)
    {
        Assert.True(Code == code, $"exit code {Code} instead of {code}\n{Output}{Error}");
        return this;
    }
}
