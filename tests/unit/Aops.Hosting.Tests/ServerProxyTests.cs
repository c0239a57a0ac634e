namespace Aops.Hosting.Tests;

public sealed class ServerProxyTests
{
    private static readonly Uri Server = new("https://aops.example:7443/");

    [Fact]
    public void Setting_IsAskedAtEachUse()
    {
        var setting = ServerProxy.None;
        var proxy = new ServerProxy(() => setting);
        Assert.True(proxy.IsBypassed(Server));
        Assert.Null(proxy.GetProxy(Server));

        setting = "http://proxy.example:3128";

        Assert.False(proxy.IsBypassed(Server));
        Assert.Equal(new Uri("http://proxy.example:3128"), proxy.GetProxy(Server));
        Assert.Null(proxy.GetCredential(Server, "Basic"));
    }

    [Theory]
    [InlineData("http://me@p:3128", "me", "")]
    [InlineData("http://me:se%3Acret%40@p:3128", "me", "se:cret@")]
    public void UserAndPassword_StandInTheAddress(string setting, string user, string password)
    {
        var proxy = new ServerProxy(() => setting);

        var credential = proxy.Credentials!.GetCredential(Server, "Basic")!;

        Assert.Equal((user, password), (credential.UserName, credential.Password));
    }
}
