using Aops.Hosting.Connections;
using Aops.Layout;

namespace Aops.Hosting.Tests;

public sealed class ConnectionFileTests : IDisposable
{
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-connection-").FullName);

    public ConnectionFileTests() => Directory.CreateDirectory(_layout.State);

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    [Fact]
    public void Record_ComesBackAsItWas()
    {
        var proven = new ServerConnection(new Uri("https://old:7443"), "http://u:p@proxy:3128", null);
        var record = new ConnectionRecord
        {
            Identity = "me", State = ConnectionState.Probation, Files = new(new Uri("https://new"), "none", null),
            Proven = proven, Generation = 7, WritesAuthority = true,
            Trial = new ConnectionTrial
            {
                Candidate = proven with { Server = new Uri("https://new") }, Generation = 8,
                Due = DateTimeOffset.UnixEpoch, Reason = "why", WasGivenTime = true,
            },
            Failed = new FailedAuthority(6, "bad", DateTimeOffset.UnixEpoch),
        };

        ConnectionFile.Write(_layout, record);

        Assert.Equal(record, ConnectionFile.TryRead(_layout, out var fault));
        Assert.Null(fault);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_layout.Connection));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"schema":1}""")]
    [InlineData("""{"schema":1,"identity":"me","state":"probation","files":{"proxy":"none"}}""")]
    [InlineData("""{"schema":1,"identity":"me","state":"proven","files":{"proxy":"none"}}""")]
    [InlineData("""{"schema":2,"identity":"me","state":"unproven","files":{"proxy":"none"}}""")]
    [InlineData("""{"schema":1,"identity":"me","state":"word","files":{"proxy":"none"}}""")]
    [InlineData("""{"schema":1,"identity":"me","state":"proven","files":{"proxy":"none"},"proven":{"proxy":"none"}}""")]
    [InlineData("""{"schema":1,"identity":"me","state":"proven","files":{"proxy":"none"},"proven":{"server":null,"proxy":"none"}}""")]
    [InlineData("""{"schema":1,"identity":"me","state":"proven","files":{"proxy":"none"},"proven":{"server":"a/b","proxy":"none"}}""")]
    [InlineData("""{"schema":1,"identity":"me","state":"proven","files":{"proxy":"none"},"proven":{"server":"https://a","proxy":"no"}}""")]
    [InlineData("""
        {"schema":1,"identity":"me","state":"proven","files":{"proxy":"none"},
        "proven":{"server":"https://a","proxy":"none","authority":"-----BEGIN CERTIFICATE-----"}}
        """)]
    [InlineData("""
        {"schema":1,"identity":"me","state":"probation","files":{"proxy":"none"},"proven":{"server":"https://a","proxy":"none"},
        "trial":{"candidate":null,"due":"2026-01-01T00:00:00Z"}}
        """)]
    public void Damaged_CountsAsAbsent_AndIsTold(string content)
    {
        File.WriteAllText(_layout.Connection, content);

        Assert.Null(ConnectionFile.TryRead(_layout, out var fault));
        Assert.Contains("connection.json", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Absent_IsNoFault()
    {
        Assert.Null(ConnectionFile.TryRead(_layout, out var fault));
        Assert.Null(fault);
    }
}
