using System.Text;
using Aops.Spm.Desired;

namespace Aops.Spm.Tests;

public sealed class DesiredFileTests
{
    [Theory]
    [InlineData("""{"partly":{"by":"1","leftAsTheyAre":["b"],"faults":[[]],"subAgents":[{"name":"a","version":"1"}]},"revision":7}""")]
    [InlineData("""{"partly":{"by":"1","removesNone":true,"subAgents":[{"name":"a","version":"1"}]},"revision":7}""")]
    public void APartlyTakenState_ComesBackAsItWas_AlsoWhereItsFaultsAreLost(string content)
    {
        var read = DesiredFile.Read(Encoding.UTF8.GetBytes(content), out _)!.Held;

        var again = DesiredFile.Read(DesiredFile.Write(read), out _)!.Held;

        Assert.Equal("a", Assert.Single(again.State.SubAgents!).Name);
        Assert.Equal(read.LeftAsTheyAre, again.LeftAsTheyAre);
        Assert.Equal(read.RemovesNone, again.RemovesNone);
    }
}
