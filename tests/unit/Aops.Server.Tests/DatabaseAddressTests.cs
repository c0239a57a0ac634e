using Aops.Contracts;
using Aops.Server.CommandLine;
using Aops.Server.Storage;
using Aops.Server.Storage.Postgres;

namespace Aops.Server.Tests;

public sealed class DatabaseAddressTests
{
    [Theory]
    [InlineData("/srv/aops/aops.db", "/srv/aops/aops.db")]
    [InlineData("sqlite:/srv/a=b.db", "/srv/a=b.db")]
    [InlineData("/srv/a=b.db", "/srv/a=b.db")]
    [InlineData("/srv/x/../aops.db\n", "/srv/aops.db")]
    public void Path_IsAFile(string text, string path) =>
        Assert.Equal(new DatabaseAddress.Sqlite(path), DatabaseAddress.Parse(text, out _));

    [Theory]
    [InlineData("postgres://aops:se%2Fcret@db.example:5433/fleet", "postgres://aops@db.example:5433/fleet", "se/cret")]
    [InlineData("postgresql://aops@db.example/fleet?password=se/cret&sslmode=verify-full", "postgres://aops@db.example:5432/fleet", "se/cret")]
    [InlineData("postgres://aops:se%2Fcret@%2Frun%2Fpg/fleet", "postgres://aops@%2Frun%2Fpg:5432/fleet", "se/cret")]
    [InlineData("postgres://aops:se%2Fcret@[2001:db8::1]:5433/fleet", "postgres://aops@[2001:db8::1]:5433/fleet", "se/cret")]
    [InlineData("postgres://aops:se%2Fcret@localhost/fleet?host=/run/pg", "postgres://aops@%2Frun%2Fpg:5432/fleet", "se/cret")]
    [InlineData("Host=db.example;Username=aops;Password=se/cret;Database=fleet", "postgres://aops@db.example:5432/fleet", "se/cret")]
    public void Postgres_IsNamedWithoutItsPassword(string text, string name, string password)
    {
        var address = Assert.IsType<PostgresAddress>(DatabaseAddress.Parse(text, out _));

        Assert.Equal(name, address.Name);
        Assert.Equal(name, address.ToString());
        Assert.Contains(password, address.ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public void SslMode_IsThatOfLibpq() => Assert.Contains(
        "VerifyFull", Assert.IsType<PostgresAddress>(
            DatabaseAddress.Parse("postgres://db/fleet?sslmode=verify-full", out _)).ConnectionString,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("sqlite:")]
    [InlineData("mysql://user:secret@db/fleet")]
    [InlineData("postgres://user:secret@db")]
    [InlineData("postgres://user:secret@db:port/fleet")]
    [InlineData("postgres://user:secret@db/fleet?colour=secret")]
    [InlineData("postgres://user:secret@db/fleet?sslmode=secret")]
    [InlineData("Host=db;Password=secret")]
    [InlineData("Host=db;Colour=secret;Database=fleet")]
    [InlineData("Host=db;Port=secret;Database=fleet")]
    public void Others_AreRefused_AndNothingOfThemIsShown(string text)
    {
        Assert.Null(DatabaseAddress.Parse(text, out var fault));

        Assert.NotEmpty(fault);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--database", "mysql://db/fleet")]
    [InlineData("--database", "/a.db", "--database-file", "/b")]
    public async Task WrongWords_AreRefused(params string[] words) => Assert.Equal(
        ExitCodes.Usage, await ServerCommands.RunAsync(["token", "create", "--data", Path.GetTempPath(), .. words]));

    [Fact]
    public async Task FileThatIsMissing_IsASentence() => Assert.Equal(
        ExitCodes.NoInput,
        await ServerCommands.RunAsync(["token", "create", "--data", Path.GetTempPath(), "--database-file", "/nowhere/x"]));
}
