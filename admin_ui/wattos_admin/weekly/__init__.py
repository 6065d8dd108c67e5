"""The week in one page and one mail: what people asked, what nobody could answer, what to mend."""
