using Aops.Contracts;
using Aops.Layout;

namespace Aops.Launch.Tests;

public sealed class LaunchArgumentsTests
{
    [Theory]
    [InlineData("spm", Role.Spm, "/", false)]
    [InlineData("spa", Role.Spa, "/", false)]
    [InlineData("spm --root /r", Role.Spm, "/r", false)]
    [InlineData("spa --trace --root /r", Role.Spa, "/r", true)]
    public void CommandLine_IsUnderstood(string line, Role role, string root, bool isTraced)
    {
        Assert.True(LaunchArguments.TryParse(line.Split(' '), out var arguments, out _));

        Assert.Equal((role, isTraced), (arguments.Role, arguments.IsTraced));
        Assert.Equal(new AopsLayout(root).Root, arguments.Layout.Root);
    }

    [Theory]
    [InlineData("", "spm or spa is missing")]
    [InlineData("server", "'server' is neither spm nor spa")]
    [InlineData("spm --root", "--root needs an absolute path")]
    [InlineData("spm --root relative", "--root needs an absolute path")]
    [InlineData("spm --fast", "'--fast' is not known here")]
    public void WrongCommandLine_IsRefused_WithASentence(string line, string sentence)
    {
        var isUnderstood = LaunchArguments.TryParse(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var arguments, out var fault);

        Assert.False(isUnderstood);
        Assert.Null(arguments);
        Assert.StartsWith(sentence, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--root relative")]
    [InlineData("--root /r --attach")]
    [InlineData("--root /r --detach more")]
    public void WrongCommandLineOfTheGuard_EndsWithItsCode(string line) =>
        Assert.Equal(ExitCodes.Usage, GuardLaunch.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void NoSlotToStart_EndsWithItsCode()
    {
        using var root = new TestSupport.SlotRoot();

        Assert.Equal(ExitCodes.NotFound, Launcher.Run(new LaunchArguments(Role.Spm, root.Layout, IsTraced: false)));
    }
}
