using LocalDigest.Text;

namespace LocalDigest.Tests.Text;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("A.", true)]
    [InlineData("A. B.", true)]
    [InlineData("B.-C.", true)]
    [InlineData("Yu.A.", true)]
    [InlineData("A. Li", false)]
    [InlineData("Li", false)]
    [InlineData("de.", false)]
    [InlineData("Ada.", false)]
    [InlineData(".", false)]
    [InlineData("", false)]
    public void Initials_are_told_from_names(string text, bool are) => Assert.Equal(are, PersonName.IsInitials(text));

    [Theory]
    [InlineData("Jane Q. Doe", "Doe", "Jane Q.", "")]
    [InlineData("Ludwig van der Berg", "van der Berg", "Ludwig", "")]
    [InlineData("Martin King Jr.", "King", "Martin", "Jr.")]
    [InlineData("Ada King PhD", "King", "Ada", "PhD")]
    [InlineData("Plato", "Plato", "", "")]
    [InlineData("", "", "", "")]
    public void A_name_has_parts(string name, string family, string given, string suffix) =>
        Assert.Equal((family, given, suffix), PersonName.Parts(name));

    [Theory]
    [InlineData("Ludwig van der Berg")]
    [InlineData("Martin King Jr.")]
    [InlineData("Council on Cats, Dogs and Mice")]
    [InlineData("Plato")]
    public void A_name_turned_round_twice_is_itself(string name) => Assert.Equal(name, PersonName.GivenFirst(PersonName.FamilyFirst(name)));
}
